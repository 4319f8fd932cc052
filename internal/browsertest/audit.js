// The checks of one page as it is shown now. The value is a list of problems.
(() => {
  const problems = [];
  const root = document.documentElement;
  const name = (el) => {
    const text = (el.innerText || el.value || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return el.tagName.toLowerCase() + (el.id ? "#" + el.id : "") + (text ? ` "${text}"` : "");
  };
  const say = (check, text, el) => problems.push(check + ": " + text + (el ? " (" + name(el) + ")" : ""));
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (el) => el.checkVisibility({opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true});

  // The document.
  if (!root.lang) say("document", "no language");
  if (!document.title.trim()) say("document", "no title");
  if (all("h1").filter(shown).length !== 1) say("document", "not exactly one h1");
  if (all("main").length !== 1) say("document", "not exactly one main");
  if (!document.querySelector("meta[name=viewport]")) say("document", "no viewport");
  if (document.doctype === null) say("document", "no doctype");
  const ids = all("[id]").map((el) => el.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) say("document", "the id " + id + " is there twice");
  let level = 0;
  for (const heading of all("h1,h2,h3,h4,h5,h6").filter(shown)) {
    if (heading.tagName[1] - level > 1) say("document", "a level of headings is missing before", heading);
    level = +heading.tagName[1];
  }
  for (const el of all("body *")) {
    if (el.closest("main") === null && el.querySelector("main") === null && shown(el) && el.innerText?.trim()) say("document", "outside of main", el);
  }

  // Scripts, and where the page came from.
  for (const el of all("script")) say("script", "a script", el);
  for (const el of all("*")) {
    for (const attribute of el.attributes) {
      if (/^on/i.test(attribute.name) || /^\s*javascript:/i.test(attribute.value)) say("script", "a handler", el);
    }
  }
  if (/[?#]/.test(document.referrer)) say("referrer", "the page was told the query of the page before");

  // Names of controls and pictures.
  for (const el of all("input:not([type=hidden]),select,textarea")) {
    const button = ["submit", "button", "reset", "image"].includes(el.type);
    const label = [...(el.labels || [])].some((l) => l.innerText.trim()) || el.getAttribute("aria-label")?.trim() ||
      (el.getAttribute("aria-labelledby") || "").split(/\s+/).some((id) => id && document.getElementById(id)?.innerText.trim());
    if (!label && !(button && (el.value || el.alt))) say("label", "nobody can tell what this is for", el);
  }
  for (const el of all("button,a,summary")) {
    if (!el.textContent.trim() && !el.getAttribute("aria-label")?.trim()) say("label", "no text", el);
    if (el.tagName === "A" && !el.hasAttribute("href")) say("label", "a link to nowhere", el);
  }
  for (const el of all("fieldset")) if (!el.querySelector(":scope > legend")?.innerText.trim()) say("label", "no legend", el);
  for (const el of all("img,svg")) {
    if (el.getAttribute("aria-hidden") !== "true" && !el.hasAttribute("alt") && !el.getAttribute("aria-label") && !el.querySelector("title")) say("label", "no alternative", el);
  }

  for (const el of all("[tabindex]")) if (el.tabIndex > 0) say("tab order", "a tabindex of its own", el);

  // Boxes. Half a pixel is rounding.
  const width = root.clientWidth, half = 0.5;
  if (innerWidth !== ASKED_WIDTH && width !== ASKED_WIDTH) say("overflow", `the page is laid out for ${width} pixels, not for the ${ASKED_WIDTH} there are`);
  if (root.scrollWidth > width) say("overflow", `the page is ${root.scrollWidth} pixels wide, the window ${width}`);
  for (const el of all("body, body *")) {
    if (!shown(el) || getComputedStyle(el).display === "contents") continue;
    for (const box of el.getClientRects()) {
      if (box.width > 1 && (box.left < -half || box.right > width + half)) say("overflow", "a box leaves the window", el);
    }
    const style = getComputedStyle(el);
    if (style.overflowX !== "visible" && el !== document.body && el.scrollWidth > el.clientWidth + 1 && el.tagName !== "INPUT") say("overflow", "the content is cut off", el);
  }

  // Text.
  const {rgba, contrast, background, faded} = COLOURS;
  const check = (el, style, what) => {
    const ground = background(el, problems);
    if (!ground) return;
    const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && +style.fontWeight >= 700;
    const ratio = contrast(faded(rgba(style.color), el), ground), least = large ? 3 : 4.5;
    if (ratio < least) say("contrast", `${what} has ${ratio.toFixed(2)}:1, less than ${least}:1`, el);
    if (size < 12) say("contrast", `${what} is ${size} pixels high`, el);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const el = node.parentElement;
    if (!node.data.trim() || !shown(el) || el.closest("script,style,noscript,:disabled:not(fieldset)")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
    if (boxes.length === 0) continue;
    const own = el.getBoundingClientRect();
    for (const box of boxes) {
      if (box.left < own.left - 1 || box.right > own.right + 1) say("overflow", "text leaves its box", el);
    }
    check(el, getComputedStyle(el), "text");
  }
  for (const el of all("input:not([type=hidden],[type=checkbox],[type=radio]):enabled,textarea:enabled").filter(shown)) {
    check(el, getComputedStyle(el), "what is typed");
    if (el.placeholder) check(el, getComputedStyle(el, "::placeholder"), "the placeholder");
  }
  for (const el of all("body, body *").filter(shown)) {
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(el, pseudo);
      if (/^"\s*[^\s"]/.test(style.content)) check(el, style, pseudo);
    }
  }
  return [...new Set(problems)];
})()
