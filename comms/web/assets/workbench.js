// The workbench with the hands on the keyboard. Everything on the page works without this file.
const bench = document.querySelector("[data-workbench]");
if (bench) {
  const form = document.querySelector("#words");
  const said = document.querySelector("#workbench-said");
  const keys = document.querySelector("[data-keys]");
  const letters = document.querySelector("#workbench-letters");
  const checks = document.querySelector("#workbench-checks");
  const fields = [...form.querySelectorAll("[data-form]")];
  const words = () => fields.map((one) => one.value).join("\n");
  const shown = fields.map((one) => one.defaultValue).join("\n");
  const changed = () => words() !== shown;
  const tell = (text) => { said.textContent = text; };

  // Letter keys can be switched off: some people's voice or switch control types letters.
  const KEPT = "workbench letter keys";
  const remember = (value) => { try { localStorage.setItem(KEPT, value); } catch { /* It is asked again next time. */ } };
  const remembered = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  const show = () => document.body.classList.toggle("workbench-keyed", true);
  keys.hidden = false;
  show();
  letters.checked = remembered() !== "off";
  letters.addEventListener("change", () => remember(letters.checked ? "on" : "off"));

  // Words that were typed are never lost without a question.
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if (changed() && !leaving) event.preventDefault(); });

  const put = (forms) => {
    fields.forEach((one, at) => { one.value = forms[at] ?? one.value; });
    fields[0].focus();
    look();
    tell("The words are in the field. They are not kept yet.");
  };

  // What is said of the words while they are typed.
  let waiting = 0;
  let asked = 0;
  const line = (kind, how, text) => {
    const made = document.createElement("p");
    made.className = "govuk-body-s";
    const mark = document.createElement("span");
    mark.className = `letters-mark letters-mark--${how}`;
    mark.textContent = kind;
    made.append(mark, ` ${text}`);
    return made;
  };
  const check = async () => {
    const turn = (asked += 1);
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form) });
      if (!answer.ok || turn !== asked) return;
      const { faults, hints } = await answer.json();
      checks.replaceChildren(
        ...faults.map((text) => line("Put right", "held", text)),
        ...hints.map((text) => line("Look", "draft", text)),
      );
    } catch { /* Without an answer the words are checked when they are kept. */ }
  };
  const look = () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, 400);
  };
  fields.forEach((one) => one.addEventListener("input", look));

  // Only the machine's part of the page is replaced, so that what is typed stays, and the focus too.
  const ask = async (button) => {
    const sent = new FormData(form, button);
    button.disabled = true;
    tell("The machine is asked.");
    try {
      const answer = await fetch(button.getAttribute("formaction"), { method: "POST", body: sent });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.querySelector("#workbench-machine");
      if (!part) throw new Error("no answer");
      document.querySelector("#workbench-machine").replaceWith(part);
      tell(part.querySelector(".workbench-machine__said, .govuk-body-s")?.textContent ?? "");
      part.querySelector("[data-put], [data-machine]")?.focus();
    } catch {
      button.disabled = false;
      tell("The machine could not be asked. Try again.");
    }
  };

  bench.addEventListener("click", (event) => {
    const taken = event.target.closest("[data-take], [data-put]");
    if (taken && fields.length && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      put(JSON.parse(taken.dataset.take ?? taken.dataset.put));
      return;
    }
    const machine = event.target.closest("[data-machine]");
    if (machine) {
      event.preventDefault();
      ask(machine);
    }
  });

  const step = (name) => form.querySelector(`[data-step="${name}"]`);
  const typing = (one) => one.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const pressed = (one) => one.matches?.("a, button, summary, input");
  const take = (number) => bench.querySelectorAll("[data-take]")[number - 1]?.click();
  const open = (key) => {
    const box = bench.querySelector(`[data-open="${key}"]`);
    if (!box) return false;
    box.open = true;
    box.querySelector("textarea").focus();
    box.scrollIntoView({ block: "nearest" });
    return true;
  };

  const walk = (from, by) => {
    const rows = [...bench.querySelectorAll(".workbench-row")];
    const at = rows.indexOf(from);
    if (at < 0) return false;
    rows[at + by]?.focus();
    return true;
  };

  // Answers whether a key was one of ours.
  const alone = (key, where) => {
    if (key === "ArrowDown") return walk(where, 1);
    if (key === "ArrowUp") return walk(where, -1);
    if (key === "Enter" && !pressed(where)) { fields[0]?.focus(); return fields.length > 0; }
    if (!letters.checked) return false;
    if (/^[1-9]$/.test(key)) { take(Number(key)); return true; }
    if (key === "e") { fields[0]?.focus(); return true; }
    if (key === "s" || key === "r") return open(key);
    const link = document.querySelector(`[data-key="${key}"]`) ?? bench.querySelector(`[data-machine="${key}"]`);
    link?.click();
    return Boolean(link);
  };

  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    if (event.isComposing || event.repeat || event.defaultPrevented) return;
    // The key that types ą or å with Alt on some keyboards is no order: only one that gives a plain "a" is.
    const plain = !event.getModifierState("AltGraph") && !ctrlKey && !metaKey;
    let ours = false;
    if (key === "Enter" && (ctrlKey || metaKey) && !altKey) {
      const box = target.closest?.("details");
      const button = box?.querySelector("[data-step]") ?? step("keep");
      button?.click();
      ours = Boolean(button);
    } else if (altKey && plain && (key === "a" || key === "A" || (!typing(target) && event.code === "KeyA"))) {
      const button = step("approve");
      if (button && changed()) tell("You have written other words. Keep them as a draft: somebody else approves them.");
      button?.click();
      ours = Boolean(button);
    } else if (key === "Escape" && typing(target)) {
      target.blur();
      ours = true;
    } else if (plain && !altKey && !typing(target)) {
      ours = alone(key, target);
    }
    if (ours) event.preventDefault();
  });
}
