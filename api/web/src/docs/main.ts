// The page /docs: Swagger UI for the API's own document. It shares no code with the explorer.

import "swagger-ui-dist/swagger-ui.css";

import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

SwaggerUI({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  tryItOutEnabled: true,
  // Shows x-example, the address of the full response.
  showExtensions: true,
  // Disabled, because it would send the document to an external validator.
  validatorUrl: null,
});
