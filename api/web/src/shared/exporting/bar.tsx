// Export bar: link, files, picture, citation. The number of rows is shown before the click.

import type { ReactNode, RefObject } from "react";

import { ApiLink } from "@/shared/access/link.tsx";
import { address, type Query } from "@/shared/api/read.ts";
import { formatNumber } from "@/shared/format.ts";
import { useLang, useTexts } from "@/shared/i18n/texts.ts";

import { Cite, citationOf } from "./cite.tsx";
import { CopyButton } from "./copy.tsx";
import { pngBlob, save, svgBlob } from "./picture.ts";
import { exportTexts } from "./texts.ts";

const TABLES = ["csv", "xlsx", "jsonl"] as const;
const GRAPHS = ["graphml", "gexf"] as const;

interface ExportBarProps {
  /** API URL of the displayed data, with all parameters. */
  readonly path: string;
  readonly query?: Query;
  /** Number of rows in the files; null if unknown. */
  readonly count: number | null;
  /** Citation link of the displayed response; the citation is of the rows of `path` and `query`, at its data version. */
  readonly cite?: string | null | undefined;
  /** Whether the page may show only some of the rows; the citation is then of all rows, as in the files. */
  readonly part?: boolean;
  /** False if the API offers no files for it. */
  readonly files?: boolean;
  /** Also offers graph files. */
  readonly graph?: boolean;
  /** The picture that can be exported. */
  readonly picture?: RefObject<SVGSVGElement | null>;
  /** A picture that renders itself as PNG on request. */
  readonly png?: () => Promise<Blob>;
  /** Additional buttons of the page. */
  readonly children?: ReactNode;
}

export function ExportBar({
  path,
  query = {},
  count,
  cite,
  part = false,
  files = true,
  graph = false,
  picture,
  png,
  children,
}: ExportBarProps): ReactNode {
  const t = useTexts(exportTexts);
  const lang = useLang();
  const formats = !files ? [] : graph ? [...TABLES, ...GRAPHS] : TABLES;
  const name = path.split("?")[0]?.split("/").slice(2).join("-") ?? "explorer";
  return (
    <div className="export-bar" role="group" aria-label={t("export")}>
      {count !== null && <span className="small">{t("rows", { count: formatNumber(count, lang) })}</span>}
      <CopyButton text={() => location.href} label={t("link")} />
      {formats.map((format) => (
        // Excel needs a byte order mark to read Chinese in CSV.
        <ApiLink
          key={format}
          className="button"
          href={address(path, { ...query, format, ...(format === "csv" ? { bom: true } : {}) })}
          download
        >
          {format === "jsonl" ? "JSON" : format === "graphml" ? "GraphML" : format.toUpperCase()}
        </ApiLink>
      ))}
      {picture !== undefined && <Pictures of={picture} name={name} />}
      {png !== undefined && (
        <button type="button" onClick={() => void png().then((blob) => save(blob, `${name}.png`))}>
          PNG
        </button>
      )}
      {children}
      {cite !== undefined && cite !== null && (
        <Cite address={citationOf(path, part && files ? { ...query, format: "jsonl" } : query, cite)} />
      )}
      <button type="button" onClick={() => window.print()}>
        {t("print")}
      </button>
    </div>
  );
}

function Pictures({ of, name }: { readonly of: RefObject<SVGSVGElement | null>; readonly name: string }): ReactNode {
  const give = (extension: string, draw: (svg: SVGSVGElement) => Blob | Promise<Blob>) => (): void => {
    const svg = of.current;
    if (svg !== null) {
      void Promise.resolve(draw(svg)).then((blob) => save(blob, `${name}.${extension}`));
    }
  };
  return (
    <>
      <button type="button" onClick={give("svg", svgBlob)}>
        SVG
      </button>
      <button type="button" onClick={give("png", (svg) => pngBlob(svg))}>
        PNG
      </button>
    </>
  );
}
