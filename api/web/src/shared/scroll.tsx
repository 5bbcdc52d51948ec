// Areas that scroll by themselves when their content is too wide or too high. The focus lets the keyboard scroll them.

import type { ReactNode } from "react";

interface ScrollProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

export function ScrollArea({ label, className, children }: ScrollProps): ReactNode {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable
    <div className={className} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}

export function CodeBlock({ label, className, children }: ScrollProps): ReactNode {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable
    <pre className={className} tabIndex={0} role="region" aria-label={label}>
      <code>{children}</code>
    </pre>
  );
}
