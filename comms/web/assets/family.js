// Reads a letter aloud with a voice of the browser's own. Everything else on the page works without this file.
const box = document.querySelector(".aloud");
const letter = document.querySelector("#letter .letter-part");
if (box && letter) {
  box.hidden = false;
  const speech = window.speechSynthesis;
  const wanted = box.dataset.language.toLowerCase();
  const [read, pause, none] = ["read", "pause", "none"].map((name) => box.querySelector(`[data-${name}]`));
  const blocks = [...letter.querySelectorAll("h1, h2, h3, p, li")].filter((one) => one.textContent.trim());
  // A sentence at a time: long texts are cut off by many telephones, and a pause holds between two of them.
  const sentences = blocks.flatMap((block) =>
    (block.innerText.match(/[^.!?؟।۔\n]+[.!?؟।۔]*/gu) ?? [])
      .filter((text) => /\p{L}|\p{N}/u.test(text))
      .map((text) => ({ block, text: text.trim() })));
  let at = 0;
  let going = 0;

  // "pa-Guru" is read by a voice for "pa-IN", not by one for "pa-Arab"; "pt" by one for "pt-BR" where there is no other.
  const voice = () => {
    const tags = (speech?.getVoices() ?? []).map((one) => [one.lang.replace("_", "-").toLowerCase(), one]);
    const [language] = wanted.split("-");
    return (tags.find(([tag]) => tag === wanted) ?? tags.find(([tag]) => tag.split("-")[0] === language))?.[1];
  };
  const mark = (block) => blocks.forEach((one) => one.classList.toggle("is-read", one === block));
  const stop = () => {
    going += 1;
    speech.cancel();
    pause.hidden = true;
    read.hidden = false;
    mark(null);
  };
  const next = (turn) => {
    if (turn !== going) return;
    if (at >= sentences.length) {
      at = 0;
      stop();
      return;
    }
    const { block, text } = sentences[at];
    const said = new SpeechSynthesisUtterance(text);
    said.voice = voice();
    said.lang = said.voice?.lang ?? wanted;
    said.rate = 0.9;
    said.onend = () => { if (turn === going) { at += 1; next(turn); } };
    said.onerror = () => { if (turn === going) stop(); };
    mark(block);
    speech.speak(said);
  };
  // Voices come some time after the page: a telephone without one for this language says so only then.
  const whenKnown = () => new Promise((known) => {
    if (!speech || voice()) { known(); return; }
    speech.addEventListener?.("voiceschanged", () => known(), { once: true });
    setTimeout(known, 1500);
  });
  read.addEventListener("click", async () => {
    await whenKnown();
    if (!speech || !voice()) {
      none.hidden = false;
      read.hidden = true;
      return;
    }
    going += 1;
    read.hidden = true;
    pause.hidden = false;
    pause.focus();
    next(going);
  });
  pause.addEventListener("click", () => { stop(); read.focus(); });
  addEventListener("pagehide", () => speech?.cancel());
}
