/// The script of the page: the switch of the theme, and the filter. It makes no text into markup and sends nothing.
enum HTMLScript {
  static let text = """
    "use strict";
    (() => {
      const find = (selector) => document.querySelector(selector);
      const all = (selector, within = document) => [...within.querySelectorAll(selector)];

      // The theme: as the system wants it, until somebody chooses.
      const themes = ["auto", "dark", "light"];
      const themeButton = find("#theme");
      let theme = "auto";
      try { theme = localStorage.getItem("fleetfold-theme") || theme; } catch { /* a page without storage */ }
      const named = new URLSearchParams(location.hash.slice(1)).get("theme");
      if (themes.includes(named)) theme = named;
      const showTheme = () => {
        if (theme === "auto") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = theme;
        themeButton.textContent = `Theme: ${theme}`;
      };
      themeButton.hidden = false;
      themeButton.addEventListener("click", () => {
        theme = themes[(themes.indexOf(theme) + 1) % themes.length];
        try { localStorage.setItem("fleetfold-theme", theme); } catch { /* the choice is for this time */ }
        showTheme();
      });
      showTheme();

      const table = find("table");
      if (!table) return;
      const columns = all("thead th span").map((span) => span.textContent);
      if (columns.length > 8) table.classList.add("many");

      // The filter.
      const holds = (ranges, number) => ranges.split(" ").some((range) => {
        const [first, last = first] = range.split("-").map(Number);
        return number >= first && number <= last;
      });
      const kinds = ["added", "changed", "removed", "moved"];
      const cards = all(".card").map((card) => ({
        card, text: "",
        articles: all("article", card).map((article) => ({
          article, text: "", kind: kinds.find((kind) => article.classList.contains(kind)),
          danger: article.classList.contains("danger"),
        })),
      }));
      const form = find("#filter");
      const search = form.querySelector("input[type=search]");
      const chosen = find("#cell");
      let cell = null;
      const apply = () => {
        const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
        const wanted = new Set(all("input[name=kind]:checked", form).map((box) => box.value));
        const onlyDanger = form.elements.danger.checked;
        let resources = 0;
        for (const entry of cards) {
          const { card, articles } = entry;
          const isPlace = !cell || (holds(card.dataset.clusters, cell.cluster)
            && (cell.column === null || holds(card.dataset.columns, cell.column)));
          let shown = 0;
          for (const item of articles) {
            let isShown = isPlace && wanted.has(item.kind) && (item.danger || !onlyDanger);
            if (isShown && words.length) {
              entry.text ||= [...card.children].filter((child) => child.tagName !== "ARTICLE")
                .map((child) => child.textContent).join(" ").toLowerCase();
              item.text ||= item.article.textContent.toLowerCase();
              isShown = words.every((word) => item.text.includes(word) || entry.text.includes(word));
            }
            item.article.hidden = !isShown;
            if (isShown) shown += 1;
          }
          card.hidden = shown === 0;
          resources += shown;
        }
        const groups = cards.filter(({ card }) => !card.hidden).length;
        form.querySelector("output").textContent = `${resources} changes in ${groups} of ${cards.length} groups`;
        find("#none").hidden = groups > 0;
        chosen.hidden = !cell;
        if (cell) chosen.textContent = `${cell.name} ✕`;
        for (const button of all(".cell")) button.classList.toggle("chosen", button === cell?.button);
      };
      form.hidden = false;
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", apply);
      chosen.addEventListener("click", () => { cell = null; apply(); });
      table.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        event.preventDefault();
        const column = "column" in button.dataset ? Number(button.dataset.column) : null;
        const row = button.closest("tr").querySelector(".name");
        const name = column === null ? button.textContent : `${columns[column]} on ${row.textContent}`;
        cell = cell?.button === button ? null : { button, cluster: Number(button.dataset.cluster), column, name };
        apply();
        if (cell) find("#changes").scrollIntoView({ block: "start" });
      });
      const fold = find("#fold");
      fold.addEventListener("click", () => {
        const isOpen = cards.some(({ card }) => card.open);
        for (const { card } of cards) card.open = !isOpen;
        fold.textContent = isOpen ? "Unfold all" : "Fold all";
      });
      apply();
    })();
    """
}
