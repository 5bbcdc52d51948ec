// Colours of tokens.css as values, for a canvas, which cannot read the style sheet.

/**
 * Returns the value of each named token.
 *
 * @param light takes the colours of a light page, whatever the theme: for pictures that leave the page.
 */
export function valuesOf<const N extends string>(names: readonly N[], light = false): Readonly<Record<N, string>> {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.className = light ? "always-light" : "";
  document.body.append(probe);
  const values = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(values) as Record<N, string>;
}
