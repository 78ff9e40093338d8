// Keeps a page fresh and its times local. Every page works without it.
(() => {
  "use strict";
  const PERIOD = 2000;
  const SLOW = 10000;
  const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";
  const formats = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

  function localTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      if (isNaN(at)) continue;
      time.title = at.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
      time.textContent = formats.format(at);
    }
  }

  // Charts are in UTC; what hovering a moment tells says the reader's own time too.
  function localHovers(root) {
    for (const mark of root.querySelectorAll("rect[data-at] > title")) {
      const at = new Date(mark.parentNode.dataset.at);
      if (isNaN(at) || at.getTimezoneOffset() === 0) continue;
      mark.textContent = formats.format(at) + " your time\n" + mark.textContent;
    }
  }

  // A part is left alone while somebody types in it, has opened a form in it or reads a value under the pointer.
  function busy(part) {
    const active = document.activeElement;
    const typing = active && part.contains(active) && active.matches("input, select, textarea");
    return typing || part.querySelector("svg:hover, details[open] form") !== null || selected(part);
  }

  function selected(part) {
    const selection = getSelection();
    return selection && !selection.isCollapsed && selection.containsNode(part, true);
  }

  function swap(part, fresh) {
    const focus = part.contains(document.activeElement) ? document.activeElement.id : "";
    const stop = [...part.querySelectorAll(STOPS)].indexOf(document.activeElement);
    const log = part.querySelector("[data-tail]");
    const folds = [...part.querySelectorAll("details")].map((fold) => fold.open);
    const boxes = [...part.querySelectorAll(".scroll")].map((box) => box.scrollTop);
    const atEnd = !log || log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
    const scrolled = log ? log.scrollTop : 0;
    part.replaceChildren(...fresh.childNodes);
    part.className = fresh.className;
    localTimes(part);
    localHovers(part);
    // What was opened stays open, and where one has read to stays in sight.
    part.querySelectorAll("details").forEach((fold, i) => { if (i < folds.length) fold.open = folds[i]; });
    part.querySelectorAll(".scroll").forEach((box, i) => { if (i < boxes.length) box.scrollTop = boxes[i]; });
    const newLog = part.querySelector("[data-tail]");
    if (newLog) newLog.scrollTop = atEnd ? newLog.scrollHeight : scrolled;
    const focused = focus ? document.getElementById(focus) : part.querySelectorAll(STOPS)[stop];
    focused?.focus({ preventScroll: true });
  }

  const seen = new Map();

  async function refresh() {
    if (document.hidden) return;
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "live" } });
    if (answer.redirected || answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error("HTTP " + answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live][id]")) {
      const fresh = page.getElementById(part.id);
      if (!fresh || busy(part)) continue;
      const markup = fresh.outerHTML;
      if (seen.get(part.id) === markup) continue;
      seen.set(part.id, markup);
      swap(part, fresh);
    }
  }

  async function keepFresh() {
    const away = document.getElementById("away");
    try {
      await refresh();
      if (away) away.hidden = true;
    } catch {
      if (away) away.hidden = false;
    }
    setTimeout(keepFresh, followed?.readyState === EventSource.OPEN ? SLOW : PERIOD);
  }

  // A page of something that goes on is told of news by server-sent events; it looks itself where they do not come.
  let followed = null;
  function follow(url) {
    let due = 0;
    const news = () => { due ||= setTimeout(() => { due = 0; refresh().catch(() => {}); }, 250); };
    followed = new EventSource(url);
    for (const name of ["job", "log", "point"]) followed.addEventListener(name, news);
    followed.addEventListener("job", (event) => {
      if (["succeeded", "failed", "cancelled"].includes(JSON.parse(event.data).state)) followed.close();
    });
  }

  // Masks are drawn when they are looked at, one after another: those that a large model kept waiting too long are asked for again.
  const AGAIN = 1000;
  const NOTHING = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  const BROKEN = "data:,";
  let turn = Promise.resolve();

  async function drawn(mask, src) {
    while (mask.isConnected) {
      const answer = await fetch(src).catch(() => null);
      if (answer?.ok) {
        const reader = new FileReader();
        reader.onload = () => { mask.src = reader.result; };
        reader.readAsDataURL(await answer.blob());
        return;
      }
      if (answer && answer.status !== 503) {
        mask.src = BROKEN;
        return;
      }
      await new Promise((after) => setTimeout(after, AGAIN));
    }
  }

  function missing(mask) {
    if (!mask.matches?.("img[data-drawn]")) return;
    const src = mask.src;
    delete mask.dataset.drawn;
    mask.src = NOTHING;
    turn = turn.then(() => drawn(mask, src)).catch(() => {});
  }

  document.addEventListener("error", (event) => missing(event.target), true);
  for (const mask of document.querySelectorAll("img[data-drawn]")) if (mask.complete && mask.naturalWidth === 0) missing(mask);

  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });

  localTimes(document);
  localHovers(document);
  for (const log of document.querySelectorAll("[data-tail]")) log.scrollTop = log.scrollHeight;
  if (document.body.dataset.renew === "yes") setTimeout(keepFresh, PERIOD);
  const running = document.querySelector("[data-follow]");
  if (running) follow(running.dataset.follow);
})();
