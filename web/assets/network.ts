// Dragging a slider of the page of reach asks for what has changed, and puts it in place.
const form = document.querySelector<HTMLFormElement>("form[data-network]");

function say(input: HTMLInputElement): void {
  const output = input.parentElement?.querySelector("output");
  if (output) output.textContent = input.dataset.never && input.value === input.max ? input.dataset.never : input.value;
}

if (form) {
  form.querySelector("button")?.setAttribute("hidden", "");
  let running: AbortController | undefined;
  let timer = 0;

  // What stands as the server first gave it needs no mention in the address.
  const address = (): URL => {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      const field = form.elements.namedItem(name);
      const planned = field instanceof HTMLInputElement && /^[pv]\./.test(name) && field.dataset.planned === value;
      if (!planned) url.searchParams.set(name, String(value));
    }
    return url;
  };

  const refresh = async (): Promise<void> => {
    if (form.querySelector(":out-of-range")) return; // a number that is still being typed
    running?.abort();
    running = new AbortController();
    const url = address();
    history.replaceState(null, "", url);
    url.searchParams.set("part", "live");
    for (const e of document.querySelectorAll("[data-live]")) e.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: running.signal });
      if (!answer.ok) return location.assign(address());
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const e of fresh.querySelectorAll("[data-live]")) document.getElementById(e.id)?.replaceWith(e);
    } catch (e) {
      if ((e as Error).name !== "AbortError") location.assign(address());
    }
  };

  form.addEventListener("submit", (e) => {
    e.preventDefault();
    void refresh();
  });
  form.addEventListener("input", (e) => {
    const input = e.target as HTMLInputElement;
    if (input.type === "range") say(input);
    clearTimeout(timer);
    timer = window.setTimeout(() => void refresh(), 40);
  });

  // What is under the pointer is told below the map.
  document.querySelector(".layers")?.addEventListener("pointerover", (e) => {
    const readout = document.querySelector("[data-overlay-readout]");
    const tip = (e.target as Element).closest(".track, .stop, .area, .band")?.querySelector("title")?.textContent;
    if (readout && tip) readout.textContent = tip;
  });
}
