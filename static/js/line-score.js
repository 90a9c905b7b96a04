// The score by periods, with its total: columns come and go as the match goes on.

/** Draw the line score of `data` (a snapshot's fields) into `element`, under the sides' `names`. */
export function drawLineScore(element, { periods, totals, score, shown }, { period_labels, total }, hasScore) {
  const columns = [
    ...periods.map((period) => ({ label: label(period.name, period_labels), ...cells(period) })),
    { label: total, isTotal: true, ...(shown ?? score) },
    ...totals.map((each) => ({ label: label(each.name, period_labels), ...cells(each) })),
  ];
  element.hidden = !hasScore || periods.length === 0;
  const [head, home, away] = element.querySelectorAll("tr");
  fill(head, columns, "th", (column) => column.label);
  fill(home, columns, "td", (column) => column.home);
  fill(away, columns, "td", (column) => column.away);
}

function cells({ home, away, shown }) {
  return shown ?? { home, away };
}

/** Q3, OT1, 7: by the period's name, or by what stands before its number. */
function label(name, labels) {
  const [, stem, number] = /^(.*)_(\d+)$/.exec(name) ?? [];
  return labels[name] ?? (stem in labels ? labels[stem] + number : name);
}

function fill(row, columns, tag, read) {
  while (row.cells.length > columns.length + 1) row.lastElementChild.remove();
  columns.forEach((column, index) => {
    let cell = row.cells[index + 1];
    if (!cell) {
      cell = row.appendChild(document.createElement(tag));
      if (tag === "th") cell.scope = "col";
    }
    const text = String(read(column));
    if (cell.textContent !== text) cell.textContent = text;
    cell.className = column.isTotal ? "total" : "";
  });
}
