// Sortable tables: a click on a column's heading orders the rows by it, another click the other way round.

for (const table of document.querySelectorAll("table[data-sortable]")) {
  const body = table.tBodies[0];
  for (const [column, heading] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const ascending = heading.getAttribute("aria-sort") === "descending";
      for (const cell of heading.parentElement.cells) cell.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      const rows = [...body.rows].sort((one, other) => compare(value(one, column), value(other, column)));
      body.append(...(ascending ? rows : rows.reverse()));
    });
  }
}

function value(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value ?? cell.textContent.trim();
}

function compare(one, other) {
  const [a, b] = [one, other].map((text) => Number(text.replace("−", "-").replace("+", "")));
  return Number.isNaN(a) || Number.isNaN(b) ? one.localeCompare(other) : a - b;
}
