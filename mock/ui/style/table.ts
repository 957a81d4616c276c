/** Tables. On narrow screens rows become cards. */
export const table = `
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .625rem 1rem .625rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
td { overflow-wrap: anywhere; }
td strong { overflow-wrap: normal; }
td time { white-space: nowrap; font-variant-numeric: tabular-nums; }
th { padding-top: 0; color: var(--quiet); font-weight: 600; font-size: .875rem; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; padding-bottom: 0; }
td ul { list-style: none; display: grid; gap: .25rem; }

@media (max-width: 44rem) {
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: grid; gap: .375rem; padding: .875rem 0; border-bottom: 1px solid var(--line); }
  tr:first-child { padding-top: 0; }
  tr:last-child { padding-bottom: 0; border-bottom: 0; }
  td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .5rem; padding: 0; border: 0; }
  td::before { content: attr(data-label); color: var(--quiet); font-size: .875rem; }
  td:empty { display: none; }
}
`
