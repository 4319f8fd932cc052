// Colours as WCAG 2.2 computes them.
(() => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  // rgba takes any colour of CSS, as the browser paints it.
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => {
    const a = top[3] + below[3] * (1 - top[3]);
    if (a === 0) return [0, 0, 0, 0];
    return [0, 1, 2].map((i) => (top[i] * top[3] + below[i] * below[3] * (1 - top[3])) / a).concat(a);
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // contrast of a colour, which may be translucent, on an opaque one.
  const contrast = (colour, ground) => {
    const [a, b] = [luminance(over(colour, ground)), luminance(ground)].sort((a, b) => b - a);
    return (a + 0.05) / (b + 0.05);
  };
  // paper is what is behind the whole page.
  const paper = () => {
    const probe = document.createElement("div");
    probe.style.backgroundColor = "Canvas";
    document.body.append(probe);
    const colour = rgba(getComputedStyle(probe).backgroundColor);
    probe.remove();
    return colour;
  };
  const background = (el, problems) => {
    let ground = [0, 0, 0, 0];
    for (let at = el; at && ground[3] < 1; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") {
        problems.push("contrast: nobody can tell on a picture or a gradient (" + at.tagName.toLowerCase() + ")");
        return null;
      }
      ground = over(ground, rgba(style.backgroundColor));
    }
    return over(ground, paper());
  };
  // faded is the colour as the opacity of the elements around it leaves it.
  const faded = (colour, el) => {
    let a = colour[3];
    for (let at = el; at; at = at.parentElement) a *= +getComputedStyle(at).opacity;
    return [colour[0], colour[1], colour[2], a];
  };
  return {rgba, contrast, background, faded};
})()
