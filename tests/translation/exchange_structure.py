"""The published structure of XLIFF 1.2 and TMX 1.4, as rules to hold a file against without fetching a schema.

XLIFF: "XLIFF Version 1.2", OASIS Standard, 1 February 2008, with its strict schema. TMX: "TMX 1.4b Specification", LISA
OSCAR, 26 April 2005, with its document type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
XML = "{http://www.w3.org/XML/1998/namespace}"
TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


@dataclass(frozen=True)
class Rule:
    """What an element has: attributes it must and may have, and its children as a regular expression over their names,
    each followed by a comma. ``words`` means that text may stand in it."""

    must: frozenset[str]
    may: frozenset[str]
    inside: str = ""
    words: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


def _rule(must: str = "", may: str = "", inside: str = "", *, words: bool = False, **values: str) -> Rule:
    patterns = {name.replace("_", "-"): pattern for name, pattern in values.items()}
    return Rule(frozenset(must.split()), frozenset(may.split()), inside, words, patterns)


INLINE = "(g,|x,|bx,|ex,|bpt,|ept,|ph,|it,|mrk,)*"
BESIDE = "(context-group,|count-group,|note,|alt-trans,)*"
YES_OR_NO, OWN = "yes|no", r"x-\S+"
STATES = (
    "final|needs-adaptation|needs-l10n|needs-review-adaptation|needs-review-l10n|needs-review-translation"
    f"|needs-translation|new|signed-off|translated|{OWN}"
)

XLIFF_RULES: Mapping[str, Rule] = {
    "xliff": _rule("version", "xml:lang", "(file,)+", version=r"1\.2"),
    "file": _rule(
        "original source-language datatype",
        "tool-id date xml:space category target-language product-name product-version build-num",
        "(header,)?body,", datatype="plaintext|xml|html", source_language=TAG.pattern, target_language=TAG.pattern,
    ),
    "header": _rule(inside="(skl,)?(phase-group,)?(glossary,|reference,|count-group,|note,|tool,)*"),
    "tool": _rule("tool-id tool-name", "tool-version tool-company"),
    "body": _rule(inside="(group,|trans-unit,|bin-unit,)*"),
    "group": _rule(
        may="id datatype xml:space restype resname translate reformat",
        inside="(context-group,)*(count-group,)*(note,)*(group,|trans-unit,|bin-unit,)*", restype=OWN,
    ),
    "trans-unit": _rule(
        "id", "approved translate reformat xml:space datatype phase-name restype resname size-unit maxwidth minwidth",
        f"source,(seg-source,)?(target,)?{BESIDE}", approved=YES_OR_NO, translate=YES_OR_NO,
    ),
    "source": _rule(may="xml:lang", inside=INLINE, words=True),
    "target": _rule(
        may="state state-qualifier phase-name xml:lang resname restype", inside=INLINE, words=True, state=STATES
    ),
    "ph": _rule("id", "ctype crc assoc xid equiv-text", "(sub,)*", words=True, ctype=f"image|pb|lb|{OWN}"),
    "note": _rule(may="xml:lang from priority annotates", words=True),
    "context-group": _rule(may="crc name purpose", inside="(context,)+", purpose="information|location|match"),
    "context": _rule(
        "context-type", "match-mandatory crc", words=True, context_type=f"record|element|paramnotes|{OWN}"
    ),
    "alt-trans": _rule(
        may="match-quality tool-id crc xml:lang origin datatype xml:space alttranstype",
        inside="(source,)?(seg-source,)?(target,)+",
        alttranstype="proposal|previous-version|rejected|reference|accepted",
    ),
}  # fmt: skip

_MADE = "creationtool creationtoolversion creationdate creationid changedate changeid"
TMX_RULES: Mapping[str, Rule] = {
    "tmx": _rule("version", "", "header,body,", version=r"1\.4"),
    "header": _rule(
        "creationtool creationtoolversion segtype o-tmf adminlang srclang datatype",
        "o-encoding creationdate creationid changedate changeid", "(note,|prop,|ude,)*",
        segtype="block|paragraph|sentence|phrase", adminlang=TAG.pattern, srclang=rf"\*all\*|{TAG.pattern}",
    ),
    "body": _rule(inside="(tu,)*"),
    "tu": _rule(
        may=f"tuid o-encoding datatype usagecount lastusagedate segtype o-tmf srclang {_MADE}",
        inside="(note,|prop,)*(tuv,)+", tuid=r"\S+",
    ),
    "tuv": _rule(
        "xml:lang", f"o-encoding datatype usagecount lastusagedate o-tmf {_MADE}", "(note,|prop,)*seg,",
        **{"xml:lang": TAG.pattern},
    ),
    "seg": _rule(inside="(bpt,|ept,|it,|ph,|hi,)*", words=True),
    "ph": _rule(may="assoc x type", inside="(sub,)*", words=True, assoc="p|f|b", x=r"\d+"),
    "note": _rule(may="o-encoding xml:lang", words=True),
    "prop": _rule("type", "o-encoding xml:lang", words=True),
}  # fmt: skip


def xliff_faults(content: bytes) -> list[str]:
    """Everything in which a file is no XLIFF 1.2."""
    root = ET.fromstring(content)
    if not root.tag.startswith(XLIFF):
        return ["its namespace is not that of XLIFF 1.2"]
    found = list(_faults(root, XLIFF_RULES, XLIFF))
    for file in root.iter(f"{XLIFF}file"):
        found += _twice(unit.get("id") for unit in file.iter(f"{XLIFF}trans-unit"))
        found += _twice(group.get("id") for group in file.iter(f"{XLIFF}group"))
        tools = {tool.get("tool-id") for tool in file.iter(f"{XLIFF}tool")}
        if file.get("tool-id") not in {None, *tools}:
            found.append(f"its tool {file.get('tool-id')} is not named in its header")
    for sentence in (*root.iter(f"{XLIFF}source"), *root.iter(f"{XLIFF}target")):
        found += _twice(mark.get("id") for mark in sentence)
    return found


def tmx_faults(content: bytes) -> list[str]:
    """Everything in which a file is no TMX 1.4."""
    root = ET.fromstring(content)
    found = list(_faults(root, TMX_RULES, ""))
    found += _twice(unit.get("tuid") for unit in root.iter("tu"))
    for unit in root.iter("tu"):
        spoken = [variant.get(f"{XML}lang") for variant in unit.iter("tuv")]
        found += _twice(iter(spoken))
        if "en" not in spoken:
            found.append("a unit lacks the source language of the header")
    return found


def _faults(node: ET.Element, rules: Mapping[str, Rule], namespace: str) -> Iterator[str]:
    name = node.tag.removeprefix(namespace)
    rule = rules.get(name)
    if rule is None:
        yield f"no element is called {name}"
        return
    given = {key.replace(XML, "xml:"): value for key, value in node.attrib.items()}
    yield from (f"{name} lacks {key}" for key in sorted(rule.must - given.keys()))
    yield from (f"{name} may have no {key}" for key in sorted(given.keys() - rule.must - rule.may))
    for key, pattern in rule.values.items():
        if key in given and not re.fullmatch(pattern, given[key]):
            yield f"{name}: {key} may not be {given[key]}"
    children = "".join(f"{child.tag.removeprefix(namespace)}," for child in node)
    if not re.fullmatch(rule.inside, children):
        yield f"{name} may not hold {children}"
    if not rule.words and any((text or "").strip() for text in (node.text, *(child.tail for child in node))):
        yield f"{name} may hold no text"
    for child in node:
        yield from _faults(child, rules, namespace)


def _twice(given: Iterator[str | None]) -> list[str]:
    seen: set[str] = set()
    return [f"{one} is there twice" for one in given if one is not None and (one in seen or seen.add(one))]
