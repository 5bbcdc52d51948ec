// The page /docs: Swagger UI on the API's own document. Nothing of the explorer is loaded here, and nothing of this there.

import "swagger-ui-dist/swagger-ui.css";

import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

SwaggerUI({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  tryItOutEnabled: true,
  // It would send the document to a validator on another host.
  validatorUrl: null,
});
