"""How often what is costly may be asked for, and what a guesser would try: every figure, with its reason.

Chosen on 28 November 2026 from what each takes on a machine with two cores (docs/benchmarks.md), and from what people
do in a working day: each figure is several times what somebody in a hurry needs, and far below what would keep others
from their work. They hold for all processes together, since they are counted in the database. Where staff are counted
it is by their account, elsewhere by the network that asks, or by the link that was sent to one person.
Source of the rule: OWASP ASVS 5.0, 2.4.1 and 6.3.1.

Three stand where they are counted: attempts to sign in (comms/agencies/signing_in/attempts.py), look-ups of families
(comms/families/access/looking_up.py), and plans of bookings (comms/bookings/plans/actions.py).
"""

from __future__ import annotations

from comms.foundation.limits import HOUR, MINUTE, Limit

# A name is looked for in a few tries. To read the school from A to Z takes thousands.
SEARCHES = Limit("searches", 120, 5 * MINUTE, "You searched")

# Setting a page takes 15 ms of a processor; a screen shows up to some dozen pictures of pages at once.
PAGES = Limit("pages set", 600, 5 * MINUTE, "You opened pages and pictures of letters")

# All letters of a run in one file: 200 letters are 10 MB, opened from their locks one by one.
ARCHIVES = Limit("archives", 30, HOUR, "You fetched whole runs of letters", "The files you fetched are the same still.")

# A whole year of marks takes half a minute of a processor to be read. A school imports some files a week.
FILE_IMPORTS = Limit("file imports", 60, HOUR, "You imported files", "Several files of one export go in together.")

# A list of everything is a copy of everything: it is made now and then, and somebody who is leaving makes many.
EXPORTS = Limit("exports", 60, HOUR, "You fetched lists and files")

# A run makes the letters of a whole school; one after the other is made in minutes.
RUNS = Limit("letter runs", 30, HOUR, "You had letters made")

# Each is written by hand, and each is posted to somebody.
LETTERS = Limit("letters by hand", 120, HOUR, "You had letters made")

# A text costs money and reaches somebody's pocket at once.
TEXTS = Limit("texts", 240, HOUR, "You wrote to families")

# A sentence keeps the engine busy for about a third of a second, and others wait behind it.
TRANSLATIONS = Limit("translations", 300, HOUR, "You had texts translated", "What was translated already stays.")

# An agency of a hundred staff invites them in an afternoon; somebody who takes over an account would invite too.
INVITATIONS = Limit("invitations", 60, HOUR, "You invited staff")

# A link is opened, and a password chosen that is refused some times: to hash one costs a tenth of a second.
INVITATION_LINKS = Limit("invitation links", 60, 15 * MINUTE, "This page was used")

# An agency's directory is asked two or three times for each sign-in, and a whole school comes at half past eight.
DIRECTORY_SIGN_INS = Limit(
    "sign-ins by directory", 400, 15 * MINUTE, "From your network somebody tried to sign in with a directory"
)

# To try a password costs a tenth of a second, and a whole school signs in from one network at half past eight. How many
# may be wrong, of an account and from a network, and how many codes: comms/agencies/signing_in/attempts.py.
SIGN_INS_FROM_NETWORK = Limit(
    "sign-ins from a network", 400, 15 * MINUTE, "From your network somebody tried to sign in"
)

# Asked twice for each sign-in. Apart from the passwords: whoever tries those keeps nobody from using a key.
KEYS_FROM_NETWORK = Limit("keys from a network", 800, 15 * MINUTE, "From your network somebody tried to sign in")

# Each says whether somebody anywhere signs in with an address.
EMAIL_CHANGES = Limit("e-mail changes", 20, HOUR, "You tried other e-mail addresses")

# A record is opened, parsed and its seals are checked: up to a second. A court checks some in a morning.
CHECKS = Limit("checks of records", 30, 10 * MINUTE, "From your network records were checked")

# A page sent to one family: some questions are answered, some looked at twice. Counted by the link, ...
FAMILY_PAGE = Limit("a family page", 60, 10 * MINUTE, "This page was used")

# ... and by network, where a guesser would try many links. Half a town may share the network of a telephone.
FAMILY_PAGES = Limit("family pages", 600, 10 * MINUTE, "From your network such pages were used")

# An offer is answered once, and the code asked for with it is typed wrong now and then.
INTERPRETER_LINKS = Limit("interpreter links", 60, 10 * MINUTE, "This page was used")

# Who holds the link of a record looks at it and takes it; its page shows some dozen drawings.
EXHIBITS = Limit("exhibits", 600, 10 * MINUTE, "From your network records were opened")

# A calendar is fetched by a program every quarter of an hour, from some devices.
CALENDARS = Limit("calendars", 60, HOUR, "This calendar was fetched")
