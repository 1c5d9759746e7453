// A calendar is one stop for Tab; arrow keys go from day to day, and what a day says stands below it
// as it is pointed at or reached. Without this every day is a link of its own.

function column(cell: Element): number {
  return Math.round(cell.querySelector("rect")!.getBoundingClientRect().left);
}

/** The cell in the same column of the nearest row above (-1) or below (1) that has one. */
function beside(cells: SVGAElement[], from: SVGAElement, way: 1 | -1): SVGAElement | undefined {
  for (let i = cells.indexOf(from) + way; ; i += way) {
    const cell = cells[i];
    if (!cell || column(cell) === column(from)) return cell;
  }
}

for (const calendar of document.querySelectorAll<HTMLElement>("[data-calendar]")) {
  const cells = [...calendar.querySelectorAll<SVGAElement>("a.cell")];
  const readout = calendar.parentElement?.querySelector<HTMLElement>("[data-calendar-readout]");
  const first = cells.find((c) => c.classList.contains("here")) ?? cells[0];
  for (const cell of cells) cell.setAttribute("tabindex", cell === first ? "0" : "-1");

  const say = (e: Event) => {
    const cell = (e.target as Element).closest(".cell");
    if (cell && readout) readout.textContent = cell.querySelector("title")?.textContent ?? "";
  };
  calendar.addEventListener("pointerover", say);
  calendar.addEventListener("focusin", say);
  calendar.addEventListener("keydown", (e) => {
    const from = (e.target as Element).closest<SVGAElement>("a.cell");
    if (!from) return;
    const at = cells.indexOf(from);
    const to = { ArrowLeft: cells[at - 1], ArrowRight: cells[at + 1], ArrowUp: beside(cells, from, -1),
      ArrowDown: beside(cells, from, 1), Home: cells[0], End: cells[cells.length - 1] }[e.key];
    if (!to) return;
    e.preventDefault();
    from.setAttribute("tabindex", "-1");
    to.setAttribute("tabindex", "0");
    to.focus();
  });
}
