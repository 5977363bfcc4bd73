/// The style of the page: light and dark by the system's wish, or as the switch says.
enum HTMLStyle {
  static let text = """
    :root {
      --ground: #f6f7f9; --card: #ffffff; --line: #dfe3e8; --text: #1c2330; --dim: #667085; --accent: #2257c9;
      --red: #b3261e; --red-ground: #fce8e6; --green: #17693a; --green-ground: #e2f4e8;
      --yellow: #7d5700; --yellow-ground: #fdf0cf; --cyan: #0b6170; --cyan-ground: #dcf2f6;
      --danger: #c2410c; --shadow: 0 1px 2px rgb(16 24 40 / 8%);
    }
    :root[data-theme="dark"] {
      --ground: #0f131a; --card: #181e28; --line: #2b3442; --text: #e5e9f0; --dim: #97a3b6; --accent: #83aaff;
      --red: #ff9d94; --red-ground: #47211f; --green: #79d59a; --green-ground: #173a26;
      --yellow: #f0c35e; --yellow-ground: #3f3212; --cyan: #74cfdf; --cyan-ground: #123a42;
      --danger: #ff9a62; --shadow: none;
    }
    @media (prefers-color-scheme: dark) {
      :root:not([data-theme="light"]) {
        --ground: #0f131a; --card: #181e28; --line: #2b3442; --text: #e5e9f0; --dim: #97a3b6; --accent: #83aaff;
        --red: #ff9d94; --red-ground: #47211f; --green: #79d59a; --green-ground: #173a26;
        --yellow: #f0c35e; --yellow-ground: #3f3212; --cyan: #74cfdf; --cyan-ground: #123a42;
        --danger: #ff9a62; --shadow: none;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--ground); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
    }
    header, main, footer { max-width: 1280px; margin: 0 auto; padding: 0 24px; }
    header { display: flex; align-items: center; justify-content: space-between; padding-top: 28px; }
    .title { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 16px; }
    h1 { font-size: 26px; margin: 0; letter-spacing: -.01em; }
    h2 { font-size: 18px; margin: 36px 0 12px; }
    .title p { margin: 0; }
    code, pre, .source, h3, .cell, .badge, .clusters {
      font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    }
    code { font-size: .92em; }
    .dim { color: var(--dim); font-weight: 400; }
    footer { color: var(--dim); font-size: 13px; padding-top: 32px; padding-bottom: 40px; }
    button, input { font: inherit; color: inherit; }
    button { cursor: pointer; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

    #theme, #fold, #cell {
      background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 5px 12px; white-space: nowrap;
    }
    #cell { color: var(--accent); border-color: var(--accent); max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
    .tiles {
      display: grid; grid-template-columns: repeat(auto-fit, minmax(118px, 1fr)); gap: 10px;
      list-style: none; padding: 0; margin: 20px 0 0;
    }
    .tiles li {
      background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px;
      box-shadow: var(--shadow); border-top: 3px solid var(--line);
    }
    .tiles b { display: block; font-size: 26px; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
    .tiles span { color: var(--dim); font-size: 13px; }
    .tiles .zero b { color: var(--dim); font-weight: 400; }
    .tiles .green { border-top-color: var(--green); } .tiles .yellow { border-top-color: var(--yellow); }
    .tiles .cyan { border-top-color: var(--cyan); } .tiles .red { border-top-color: var(--red); }
    .tiles .danger { border-top-color: var(--danger); } .tiles .red b { color: var(--red); }
    .tiles .danger b { color: var(--danger); }
    .nothing { color: var(--dim); padding: 24px; text-align: center; }

    #dangers ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
    #dangers li {
      background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--danger); border-radius: 8px;
      padding: 10px 14px; overflow-wrap: anywhere; box-shadow: var(--shadow);
    }
    #dangers li.high { border-left-color: var(--red); }
    #dangers li.low { border-left-color: var(--line); }
    .notes { margin-top: 10px; color: var(--dim); font-size: 14px; } .notes summary { cursor: pointer; }
    .notes ul { margin-top: 8px !important; color: var(--text); }
    #dangers p { margin: 4px 0 2px; }
    .badge {
      display: inline-block; font-size: 12px; line-height: 1.5; padding: 0 7px; border-radius: 999px; font-weight: 400;
      color: var(--danger); border: 1px solid currentcolor;
    }
    .high .badge { color: var(--red); } .low .badge { color: var(--dim); }
    .source { color: var(--dim); font-size: 12.5px; font-weight: 400; overflow-wrap: anywhere; }

    .legend { color: var(--dim); font-size: 13px; margin: 0 0 10px; }
    .key {
      display: inline-block; min-width: 20px; text-align: center; border-radius: 5px; font-weight: 600; margin-left: 10px;
    }
    .legend .key:first-child { margin-left: 0; }
    .added { --tone: var(--green); --tone-ground: var(--green-ground); }
    .removed { --tone: var(--red); --tone-ground: var(--red-ground); }
    .changed { --tone: var(--yellow); --tone-ground: var(--yellow-ground); }
    .renamed, .moved { --tone: var(--cyan); --tone-ground: var(--cyan-ground); }
    .key, .cell { color: var(--tone); background: var(--tone-ground); }
    .key.danger, .cell.danger { box-shadow: inset 0 0 0 2px var(--danger); }
    .scroll {
      overflow: auto; max-height: 70vh; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
      box-shadow: var(--shadow);
    }
    table { border-collapse: separate; border-spacing: 0; }
    th, td { border-bottom: 1px solid var(--line); padding: 5px 8px; text-align: left; vertical-align: middle; }
    tbody tr:last-child > * { border-bottom: 0; }
    thead th {
      position: sticky; top: 0; background: var(--card); z-index: 2; font-weight: 500; font-size: 13px; vertical-align: bottom;
      white-space: nowrap;
    }
    thead th span { display: block; max-width: 200px; overflow: hidden; text-overflow: ellipsis; }
    .many thead th:not(.corner) { height: 150px; padding: 8px 6px; }
    .many thead th:not(.corner) span {
      writing-mode: vertical-rl; transform: rotate(180deg); max-width: none; max-height: 140px; line-height: 1.2;
    }
    tbody th {
      position: sticky; left: 0; background: var(--card); z-index: 1; font-weight: 500; border-right: 1px solid var(--line);
      min-width: 180px; max-width: 420px;
    }
    th.corner { left: 0; z-index: 3; border-right: 1px solid var(--line); }
    tbody th summary { cursor: pointer; }
    tbody th details p { margin: 6px 0 2px; max-height: 180px; overflow: auto; font-size: 13px; }
    .name { background: none; border: 0; padding: 0; text-align: left; overflow-wrap: anywhere; }
    .name:hover { color: var(--accent); text-decoration: underline; }
    p .name { margin-right: 10px; }
    .cell {
      border: 0; border-radius: 6px; width: 100%; min-width: 48px; padding: 3px 8px; font-size: 13px; white-space: nowrap;
      text-align: center;
    }
    .cell:hover, .cell.chosen { outline: 2px solid var(--accent); }
    .untouched { margin-top: 10px; color: var(--dim); font-size: 14px; }
    .untouched summary { cursor: pointer; }
    .untouched p { overflow-wrap: anywhere; }

    #filter {
      position: sticky; top: 0; z-index: 4; display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center;
      background: var(--ground); padding: 10px 0;
    }
    #filter[hidden] { display: none; }
    #filter input[type="search"] {
      flex: 1 1 260px; min-width: 0; padding: 6px 12px; border-radius: 8px; border: 1px solid var(--line); background: var(--card);
    }
    #filter output { color: var(--dim); font-size: 13px; }
    .chips { display: flex; flex-wrap: wrap; gap: 6px; }
    .chip {
      font-size: 13px; border: 1px solid var(--line); border-radius: 999px; padding: 2px 10px 2px 8px; background: var(--card);
      color: var(--tone, var(--danger)); cursor: pointer; white-space: nowrap;
    }
    .chip input { vertical-align: -2px; margin: 0 2px 0 0; accent-color: currentcolor; }
    .card {
      background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 12px;
      box-shadow: var(--shadow); content-visibility: auto; contain-intrinsic-size: auto 160px;
    }
    .card > summary { padding: 11px 16px; cursor: pointer; overflow-wrap: anywhere; }
    .card[open] > summary { border-bottom: 1px solid var(--line); }
    .clusters { padding: 10px 16px 0; font-size: 12.5px; color: var(--dim); overflow-wrap: anywhere; }
    .clusters summary { cursor: pointer; } .clusters p { margin: 6px 0 0; }
    article { padding: 10px 16px 12px; border-left: 3px solid var(--tone); margin: 10px 0; }
    article.danger { border-left-color: var(--danger); }
    h3 { font-size: 14px; margin: 0; font-weight: 600; overflow-wrap: anywhere; display: flex; flex-wrap: wrap; gap: 2px 8px; align-items: baseline; }
    h3 .key { margin-left: 0; align-self: center; }
    h3 .source { margin-left: auto; }
    pre {
      margin: 8px 0 0 28px; font-size: 13px; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere;
    }
    article details { margin: 6px 0 0 28px; } article details summary { cursor: pointer; color: var(--dim); }
    article details pre { margin-left: 0; }
    pre .red { color: var(--red); background: var(--red-ground); border-radius: 3px; padding: 0 3px; }
    pre .green { color: var(--green); background: var(--green-ground); border-radius: 3px; padding: 0 3px; }
    pre .dim { color: var(--dim); }
    [hidden] { display: none !important; }
    @media (max-width: 640px) {
      header, main, footer { padding-left: 12px; padding-right: 12px; }
      pre { margin-left: 0; } h3 .source { margin-left: 0; width: 100%; }
    }
    @media print { #filter, #theme { display: none; } .scroll { max-height: none; } }
    """
}
