/** The package has no types; these are the options that the page uses. */
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  interface Options {
    readonly url: string;
    readonly dom_id: string;
    readonly deepLinking: boolean;
    readonly docExpansion: "list" | "full" | "none";
    readonly tryItOutEnabled: boolean;
    readonly showExtensions: boolean;
    readonly validatorUrl: string | null;
  }
  export default function SwaggerUI(options: Options): unknown;
}
