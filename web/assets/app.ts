// What a page does beyond what the server made of it. Every page works without this.
import "./calendar";
import "./network";

// A choice in a filter is shown at once; the button stays for those without scripts.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosubmit]")) {
  form.querySelector("button")?.setAttribute("hidden", "");
  form.addEventListener("change", (e) => {
    // Level and period were chosen for the indicator shown before.
    if ((e.target as HTMLSelectElement).name === "indicator") {
      for (const s of form.querySelectorAll<HTMLSelectElement>("[name=level], [name=period]")) s.disabled = true;
    }
    form.requestSubmit();
  });
}

// A chart wider than the window shows its latest periods first.
for (const panel of document.querySelectorAll<HTMLElement>(".panel:has(.chart)")) panel.scrollLeft = panel.scrollWidth;

// The date form closes on Escape and on a click elsewhere.
const asof = document.querySelector<HTMLDetailsElement>("details.asof");
if (asof) {
  document.addEventListener("click", (e) => {
    if (!asof.contains(e.target as Node)) asof.open = false;
  });
  asof.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    asof.open = false;
    asof.querySelector("summary")?.focus();
  });
}

// Paper cannot be clicked: open what is folded before printing, and fold it again afterwards.
const folded: HTMLDetailsElement[] = [];
addEventListener("beforeprint", () => {
  for (const d of document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")) {
    d.open = true;
    folded.push(d);
  }
});
addEventListener("afterprint", () => {
  for (const d of folded.splice(0)) d.open = false;
});

// The map says the name and value of the area under the pointer, and lights up the areas of a group.
const map = document.querySelector<SVGElement>("svg.map");
const readout = document.querySelector<HTMLElement>("[data-readout]");
if (map && readout) {
  map.addEventListener("pointerover", (e) => {
    const area = (e.target as Element).closest<SVGElement>(".area");
    readout.textContent = area?.querySelector("title")?.textContent ?? "";
  });
  map.addEventListener("pointerleave", () => (readout.textContent = ""));
  for (const link of document.querySelectorAll<HTMLElement>("[data-areas]")) {
    const codes = new Set((link.dataset.areas ?? "").split(" "));
    const light = (on: boolean) => () => {
      for (const area of map.querySelectorAll<SVGElement>(".area")) {
        area.classList.toggle("lit", on && codes.has(area.dataset.area ?? ""));
      }
    };
    link.addEventListener("pointerenter", light(true));
    link.addEventListener("focus", light(true));
    link.addEventListener("pointerleave", light(false));
    link.addEventListener("blur", light(false));
  }
}
