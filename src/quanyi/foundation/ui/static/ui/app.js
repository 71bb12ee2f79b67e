// Makes pages more comfortable; every page also works without it. No eval, no inline styles: the policy is strict.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("has-script");
  const all = (selector, base = document) => [...base.querySelectorAll(selector)];
  const say = (name) => document.body.dataset[name] || "";

  function toast(text, action, run) {
    const place = document.querySelector(".qy-toasts");
    if (!place || !text) return;
    const box = document.createElement("div");
    box.className = "qy-toast";
    box.append(text);
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = action;
      button.addEventListener("click", () => { run(); box.remove(); });
      box.append(button);
    }
    place.append(box);
    // Twenty seconds with a choice in it, eight without: long enough to read at 200 % text size.
    setTimeout(() => box.remove(), action ? 20000 : 8000);
  }

  // Drafts live in this tab only (sessionStorage): a counter's computer is shared, and drafts hold personal data.
  const drafts = {
    prefix: "quanyi-draft:",
    key: (form) => drafts.prefix + (form.dataset.draft || location.pathname),
    never: ["hidden", "password", "file", "submit", "button"],
    kept: (field) => field.name && !drafts.never.includes(field.type) && !field.hasAttribute("data-no-draft"),
    isBox: (field) => field.type === "checkbox" || field.type === "radio",
    read(form) {
      try { return JSON.parse(sessionStorage.getItem(drafts.key(form))); } catch { return null; }
    },
    save(form) {
      const values = [...form.elements].filter(drafts.kept)
        .map((field) => [field.name, drafts.isBox(field) ? [field.value, field.checked] : field.value]);
      try {
        sessionStorage.setItem(drafts.key(form), JSON.stringify({ user: say("user"), values }));
      } catch { /* a full store loses the comfort, not the form */ }
    },
    drop(form) { sessionStorage.removeItem(drafts.key(form)); },
    restore(form) {
      const draft = drafts.read(form);
      if (!draft || form.dataset.draftReady) return;
      // Somebody else signed in at this tab: their colleague's words are not theirs.
      if (draft.user !== say("user")) return drafts.drop(form);
      let changed = false;
      const left = draft.values.slice();
      for (const field of [...form.elements].filter(drafts.kept)) {
        const box = drafts.isBox(field);
        const at = left.findIndex(([name, value]) => name === field.name && (!box || value[0] === field.value));
        if (at < 0) continue;
        const [[, value]] = left.splice(at, 1);
        if (box ? field.checked !== value[1] : field.value !== value) {
          changed = true;
          if (box) field.checked = value[1]; else field.value = value;
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }
      }
      if (changed) toast(say("draftFound"), say("draftDrop"), () => { drafts.drop(form); form.reset(); });
    },
  };
  // A sent form keeps its draft until the next page shows that it arrived: the answer may be a sign-in page.
  const SENT = "quanyi-sent";
  function settleSent() {
    const sent = sessionStorage.getItem(SENT);
    if (!sent || document.querySelector("form[action*='login'], .qy-bare form, .qy-sorry")) return;
    const back = all("form[data-draft]").find((form) => drafts.key(form) === sent);
    if (!back || !back.querySelector("[aria-invalid], .qy-alert.tone-bad")) sessionStorage.removeItem(sent);
    sessionStorage.removeItem(SENT);
  }

  // Charts: the library is fetched only where one stands.
  let library;
  function loadLibrary(url) {
    library ||= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = url;
      script.addEventListener("load", () => done(window.echarts));
      script.addEventListener("error", failed);
      document.head.append(script);
    });
    return library;
  }
  async function draw(figure) {
    if (figure.dataset.drawn) return;
    figure.dataset.drawn = "yes";
    const canvas = figure.querySelector(".qy-chart-canvas");
    const option = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    try {
      const echarts = await loadLibrary(figure.dataset.library);
      option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
      const chart = echarts.init(canvas, null, { renderer: "svg" });
      chart.setOption(option);
      chart.on("click", (point) => figure.querySelector(`[data-point="${point.dataIndex}"]`)?.click());
      new ResizeObserver(() => chart.resize()).observe(canvas);
    } catch {
      figure.querySelector("details").open = true;
      figure.querySelector(".qy-chart-space").remove();
    }
  }

  // Picking rows: the box in the head picks all, the bar above tells how many.
  function countPicked(table) {
    const boxes = all("tbody .is-check input", table);
    const picked = boxes.filter((box) => box.checked);
    boxes.forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
    const head = table.querySelector("[data-select-all]");
    if (head) {
      head.checked = boxes.length > 0 && picked.length === boxes.length;
      head.indeterminate = picked.length > 0 && picked.length < boxes.length;
    }
    const bar = (table.closest("form") || table.closest(".qy-card") || document).querySelector("[data-bulk]");
    if (!bar) return;
    bar.hidden = picked.length === 0;
    all("[data-bulk-count]", bar).forEach((at) => { at.textContent = picked.length; });
  }

  // On a narrow screen the open step or tab may lie beyond the edge of its own strip.
  function centre(current) {
    const strip = current.closest(".qy-steps, .qy-tabs");
    const [outer, inner] = [strip.getBoundingClientRect(), current.getBoundingClientRect()];
    strip.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }

  function start(base) {
    all(".qy-steps .is-current, .qy-tabs [aria-current]", base).forEach(centre);
    all("[data-copy], [data-print], [data-select-all]", base).forEach((node) => { node.hidden = false; });
    all("form[data-draft]", base).forEach((form) => { drafts.restore(form); form.dataset.draftReady = "yes"; });
    all("[data-chart]", base).forEach(draw);
    all("table:has(.is-check)", base).forEach(countPicked);
    base.querySelector?.("[data-focus]")?.focus();
  }

  const MENUS = "details.qy-menu[open], details.qy-more-filters[open], details.qy-phone-menu[open]";
  document.addEventListener("input", (event) => {
    if (event.target.form?.matches("[data-draft]")) drafts.save(event.target.form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    // A second click while the first is on its way; the server's idempotency key is the real guard.
    if (form.dataset.sending && Date.now() - Number(form.dataset.sending) < 3000) return event.preventDefault();
    form.dataset.sending = Date.now();
    if (form.matches("[data-draft]")) sessionStorage.setItem(SENT, drafts.key(form));
  });
  document.addEventListener("change", (event) => {
    const table = event.target.closest("table");
    if (event.target.matches("[data-select-all]") && table) {
      all("tbody .is-check input", table).forEach((box) => { box.checked = event.target.checked; });
    }
    if (table && event.target.closest(".is-check")) countPicked(table);
  });
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      toast(say("copied"));
    } catch { /* without permission the text can still be selected by hand */ }
  }
  document.addEventListener("click", (event) => {
    all(MENUS).forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const node = event.target.closest("[data-copy], [data-print], [data-dialog], [aria-disabled='true']");
    if (!node) return;
    const box = node.dataset.dialog && document.getElementById(node.dataset.dialog);
    if (box?.showModal) { event.preventDefault(); box.showModal(); }
    if (node.hasAttribute("data-print")) window.print();
    if (node.dataset.copy) copy(node.dataset.copy);
    if (node.getAttribute("aria-disabled") === "true") event.preventDefault();
  });

  const typing = (event) => event.ctrlKey || event.metaKey || event.altKey
    || event.target.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");
  function step(by) {
    const links = all(".qy-table tbody .is-title a");
    const here = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, here + by))]?.focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all(MENUS).forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    if (typing(event)) return;
    if (event.key === "/") { event.preventDefault(); document.querySelector("[data-search]")?.focus(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });

  window.addEventListener("beforeprint", () => all(".qy-chart-table").forEach((table) => { table.open = true; }));
  // 401 with HX-Redirect is followed by htmx itself; what is left is told, never swallowed.
  document.addEventListener("htmx:responseError", () => toast(say("failed")));
  document.addEventListener("htmx:sendError", () => toast(say("offline")));
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) start(event.detail.elt);
  });

  settleSent();
  start(document);
})();
