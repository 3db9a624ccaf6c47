// Handwriting, signatures and recordings. Without this file words are typed, and signatures are confirmed aloud.
const LONGEST = 60;
const MOST_DRAWN = 300_000;
const MOST_HEARD = 1_400_000;
// The first that the browser can record. At this rate a minute takes about 360 kB.
const SOUNDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const RATE = 48_000;
const HEADER = /^data:[^,]*;base64,/;

const bytesOf = (address) => Uint8Array.from(atob(address.replace(HEADER, "")), (one) => one.charCodeAt(0));
const sizeOf = (address) => Math.floor((address.length - (address.match(HEADER)?.[0].length ?? 0)) * 0.75);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

// A field for a pen, a finger or a mouse. What was drawn goes with the form as a picture in a hidden field.
const drawingIn = (box) => {
  const [canvas, kept, undo, clear, said] = ["canvas", "[data-drawn]", "[data-undo]", "[data-clear]", "[data-said]"]
    .map((name) => box.querySelector(name));
  const pen = canvas.getContext("2d");
  // What the field held after each stroke, so that each can be undone, and clearing too.
  let before = [];
  let strokes = [];
  let stroke = null;
  let penSeen = false;

  const line = (points) => {
    pen.beginPath();
    points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    // A dot is a stroke that went nowhere.
    if (points.length === 1) pen.lineTo(points[0][0] + 0.1, points[0][1]);
    pen.stroke();
  };
  const paint = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { strokeStyle: "#0b0c0c", lineWidth: 5, lineCap: "round", lineJoin: "round" });
    strokes.forEach((one) => (one.picture ? pen.drawImage(one.picture, 0, 0) : line(one)));
  };
  const show = () => {
    undo.disabled = before.length === 0;
    clear.disabled = strokes.length === 0;
  };
  const keep = () => {
    const address = strokes.length ? canvas.toDataURL("image/png") : "";
    const fits = sizeOf(address) <= MOST_DRAWN;
    kept.value = fits ? address : "";
    said.textContent = fits ? "" : "This is more than one field can hold. Undo the last strokes.";
    show();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const change = (next) => {
    before.push(strokes);
    strokes = next;
    keep();
  };

  const place = (event) => {
    const lies = canvas.getBoundingClientRect();
    return [
      ((event.clientX - lies.left) / lies.width) * canvas.width,
      ((event.clientY - lies.top) / lies.height) * canvas.height,
    ];
  };
  canvas.addEventListener("pointerdown", (event) => {
    penSeen ||= event.pointerType === "pen";
    // Who writes with a pen rests the hand on the glass.
    if (stroke || event.button !== 0 || (penSeen && event.pointerType === "touch")) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = Object.assign([place(event)], { pointer: event.pointerId });
    line(stroke);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== stroke?.pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    const from = stroke.length - 1;
    stroke.push(...(between.length ? between : [event]).map(place));
    line(stroke.slice(from));
  });
  const lift = (event) => {
    if (event.pointerId !== stroke?.pointer) return;
    const done = stroke;
    stroke = null;
    change([...strokes, done]);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  undo.addEventListener("click", () => {
    strokes = before.pop();
    paint();
    keep();
  });
  clear.addEventListener("click", () => {
    change([]);
    paint();
  });

  paint();
  show();
  // The page came back to be corrected: what was drawn is still there, unless it is no picture.
  const bringBack = async () => {
    try {
      const picture = await createImageBitmap(new Blob([bytesOf(kept.value)], { type: "image/png" }));
      strokes = [{ picture }, ...strokes];
      paint();
      show();
    } catch {
      kept.value = "";
    }
  };
  if (kept.value) bringBack();
  return { isEmpty: () => !kept.value };
};

// A recording of at most a minute. The microphone is open only while the time runs.
const recordingIn = (box) => {
  const [kept, begin, stop, listen, remove, back, time, said] =
    ["heard", "begin", "stop", "listen", "remove", "back", "time", "said"]
      .map((name) => box.querySelector(`[data-${name}]`));
  let going = null;
  let removed = "";
  let playing = null;

  const show = () => {
    begin.hidden = Boolean(going || kept.value);
    stop.hidden = !going;
    listen.hidden = remove.hidden = Boolean(going) || !kept.value;
    back.hidden = Boolean(going || kept.value) || !removed;
  };
  const put = (address) => {
    kept.value = address;
    show();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const read = (blob) => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result));
    reader.addEventListener("error", failed);
    reader.readAsDataURL(blob);
  });
  const finish = async (parts, stream, type, ticking) => {
    clearInterval(ticking);
    stream.getTracks().forEach((track) => track.stop());
    const address = await read(new Blob(parts, { type }));
    going = null;
    const fits = sizeOf(address) <= MOST_HEARD;
    said.textContent = fits ? "Recorded. Listen to it before you go on." : "This recording is too large. Record less.";
    put(fits ? address : "");
  };
  const start = async () => {
    begin.disabled = true;
    said.textContent = "The microphone is being opened.";
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const mimeType = SOUNDS.find((one) => MediaRecorder.isTypeSupported(one));
      const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: RATE });
      const [parts, began] = [[], performance.now()];
      const ticking = setInterval(() => {
        const gone = (performance.now() - began) / 1000;
        time.textContent = `${clock(Math.min(gone, LONGEST))} of ${clock(LONGEST)}`;
        if (gone >= LONGEST && recorder.state !== "inactive") recorder.stop();
      }, 200);
      going = { recorder };
      going.done = new Promise((done) => {
        recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
        recorder.addEventListener("stop", () => done(finish(parts, stream, recorder.mimeType, ticking)));
      });
      time.textContent = `${clock(0)} of ${clock(LONGEST)}`;
      said.textContent = "It is recording.";
      removed = "";
      recorder.start(1000);
      show();
      stop.focus();
    } catch {
      said.textContent = "The microphone did not open. Allow it for this page, or have the words written.";
    }
    begin.disabled = false;
  };
  const end = () => {
    if (going && going.recorder.state !== "inactive") going.recorder.stop();
    return going?.done;
  };
  const play = async () => {
    playing?.close();
    playing = new AudioContext();
    try {
      const sound = playing.createBufferSource();
      sound.buffer = await playing.decodeAudioData(bytesOf(kept.value).buffer);
      sound.connect(playing.destination);
      sound.start();
      said.textContent = `It is ${Math.round(sound.buffer.duration)} seconds long.`;
    } catch {
      said.textContent = "This browser cannot play it here. It goes with the page all the same.";
    }
  };
  begin.addEventListener("click", start);
  stop.addEventListener("click", end);
  listen.addEventListener("click", play);
  remove.addEventListener("click", () => {
    removed = kept.value;
    time.textContent = "";
    said.textContent = "Removed.";
    put("");
  });
  back.addEventListener("click", () => {
    said.textContent = "It is back.";
    put(removed);
  });
  if (kept.value) said.textContent = "Your recording is still here.";
  show();
  return { isEmpty: () => !kept.value && !going, end };
};

const canRecord = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder && window.AudioContext);

// Own words: typed always, and beside that either written by hand or recorded.
document.querySelectorAll("[data-own-words]").forEach((box) => {
  const said = box.querySelector("[data-choose-said]");
  const ways = {};
  const open = (name) => {
    const other = Object.entries(ways).find(([one]) => one !== name);
    if (other && !other[1].tool.isEmpty()) {
      said.textContent = name === "drawn"
        ? "There is a recording. Remove it first to write by hand instead."
        : "There is handwriting. Clear it first to record instead.";
      return;
    }
    said.textContent = "";
    Object.entries(ways).forEach(([one, { panel, button }]) => {
      panel.hidden = one !== name;
      button.setAttribute("aria-expanded", String(one === name));
    });
  };
  const offer = (name, make) => {
    const [panel, button] = [box.querySelector(`[data-panel="${name}"]`), box.querySelector(`[data-open="${name}"]`)];
    const tool = make(panel);
    ways[name] = { panel, button, tool };
    button.hidden = false;
    button.addEventListener("click", () => open(name));
    if (!tool.isEmpty()) open(name);
    return tool;
  };
  offer("drawn", drawingIn);
  if (!canRecord) return;
  const recording = offer("audio", recordingIn);
  box.closest("form")?.addEventListener("submit", (event) => {
    const done = recording.end();
    if (!done) return;
    // A recording that still runs goes with the form too.
    event.preventDefault();
    const { target, submitter } = event;
    done.then(() => target.requestSubmit(submitter));
  });
});

// A signature is drawn where a script runs; without one it is confirmed aloud, refused, or cannot be given.
document.querySelectorAll("[data-signature]").forEach((box) => {
  box.querySelectorAll("[data-scripted]").forEach((one) => { one.hidden = false; });
  drawingIn(box.querySelector("[data-panel]"));
});

// What was written is not lost by leaving without a question; and the tablet's own time goes beside the service's.
document.querySelectorAll("form[method=post]").forEach((form) => {
  const time = document.createElement("input");
  if (form.querySelector("[name=seen]")) form.append(Object.assign(time, { type: "hidden", name: "device_at" }));
  const watched = form.querySelector("[data-own-words], [data-signature]");
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    changed = false;
    time.value = new Date().toISOString();
  });
  addEventListener("beforeunload", (event) => { if (watched && changed) event.preventDefault(); });
});
