// Keeps the stretches of time in a session's bar going. Without it they stand as they were when the page was made.
const bar = document.querySelector("[data-now]");

// The tablet's own clock may be wrong: what counts is the service's time, and how long the page has been open since.
const served = bar ? Date.parse(bar.dataset.now) : NaN;
const opened = Date.now();

const words = (milliseconds) => {
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours} h ${String(minutes % 60).padStart(2, "0")} min` : `${minutes} min`;
};

const tick = () => {
  const now = served + Date.now() - opened;
  for (const one of bar.querySelectorAll("[data-since]")) one.textContent = words(now - Date.parse(one.dataset.since));
  for (const one of bar.querySelectorAll("[data-until]")) {
    const left = Date.parse(one.dataset.until) - now;
    one.textContent = left < 0 ? `${words(left)} ago` : `in ${words(left)}`;
    if (left < 0) one.closest("li").classList.add("cautions-bar__not");
  }
};

if (!Number.isNaN(served)) setInterval(tick, 10000);

// Beside the service's time the record keeps what the tablet's own clock showed: a wrong clock is seen there.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.querySelector("[name=seen]")) return;
  const field = form.querySelector("[name=device_at]") ?? form.appendChild(document.createElement("input"));
  field.type = "hidden";
  field.name = "device_at";
  field.value = new Date().toISOString();
});
