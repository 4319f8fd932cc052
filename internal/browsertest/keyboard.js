// What the keyboard is at now, and the controls it has to get to.
(() => {
  const {rgba, contrast, background} = COLOURS;
  const controls = [...document.querySelectorAll("a[href],button,input,select,textarea,summary,[tabindex],iframe,[contenteditable=true]")]
    .filter((el) => el.type !== "hidden" && !el.disabled && el.tabIndex >= 0 && el.checkVisibility({visibilityProperty: true}) || el.tabIndex > 0);
  const el = document.activeElement;
  const at = controls.indexOf(el);
  const problems = [];
  if (at >= 0) {
    const name = el.tagName.toLowerCase() + (el.id ? "#" + el.id : "");
    const style = getComputedStyle(el);
    const ground = background(el.parentElement, problems);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 1) {
      problems.push("focus: nothing shows that the keyboard is at " + name);
    } else if (ground) {
      const ratio = contrast(rgba(style.outlineColor), ground);
      if (ratio < 3) problems.push(`focus: the outline of ${name} has ${ratio.toFixed(2)}:1, less than 3:1`);
    }
    const box = el.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (!top || top !== el && !el.contains(top) && !top.contains(el)) problems.push("focus: something hides " + name);
  }
  return {Controls: controls.length, At: at, Problems: problems};
})()
