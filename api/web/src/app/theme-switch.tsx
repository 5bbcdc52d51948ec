import type { ReactNode } from "react";

import { useTexts } from "@/shared/i18n/texts.ts";
import { Icon } from "@/shared/icons/icon.tsx";
import { chooseTheme, useTheme } from "@/shared/theme/theme.ts";

import { shellTexts } from "./texts.ts";

/** A button with the picture of the other theme. */
export function ThemeSwitch(): ReactNode {
  const t = useTexts(shellTexts);
  const other = useTheme() === "dark" ? "light" : "dark";
  return (
    <button type="button" className="icon-button" aria-label={t(other)} title={t(other)} onClick={() => chooseTheme(other)}>
      <Icon name={other === "dark" ? "moon" : "sun"} />
    </button>
  );
}
