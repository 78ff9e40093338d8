// A report's times in the reader's own zone, UTC where the pointer rests. It is written into the page, which so stands alone.
(() => {
  "use strict";
  const formats = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });

  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (isNaN(at)) continue;
    time.title = at.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
    time.textContent = formats.format(at);
  }
  for (const mark of document.querySelectorAll("rect[data-at] > title")) {
    const at = new Date(mark.parentNode.dataset.at);
    if (isNaN(at) || at.getTimezoneOffset() === 0) continue;
    mark.textContent = formats.format(at) + "\n" + mark.textContent;
  }
})();
