// A text once nothing was typed for a moment, so that not every letter asks the server.

import { useEffect, useState } from "react";

const PAUSE = 120;

export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === "" ? 0 : PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
