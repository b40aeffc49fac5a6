/** The theme's colours for canvases, which know no custom properties. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The page's own font at a size in CSS pixels. */
export function chartFont(sizePx: number): string {
  return `${sizePx}px system-ui, sans-serif`;
}
