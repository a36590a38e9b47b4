import { errorsPlugin, filterPlugin, foldPlugin, restoreToken, tokenPlugin } from './swagger-plugins.browser.js';

export const SWAGGER_PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Coffer API</title>
  <link rel="stylesheet" href="docs/swagger-ui.css">
  <link rel="icon" type="image/png" href="docs/favicon-32x32.png" sizes="32x32">
  <link rel="icon" type="image/png" href="docs/favicon-16x16.png" sizes="16x16">
  <style>
    html { box-sizing: border-box; overflow-y: scroll; }
    *, *::before, *::after { box-sizing: inherit; }
    body { margin: 0; background: #fafafa; }
  </style>
</head>
<body>
  <div id="swagger-ui"></div>
  <script src="docs/swagger-ui-bundle.js"></script>
  <script src="docs/swagger-ui-init.js"></script>
</body>
</html>
`;

/**
 * The page loads the document from its address, as other clients do. `persistAuthorization` is off: it would keep the token
 * after the browser is closed. `tokenPlugin` keeps it for the tab.
 */
export const SWAGGER_INIT = `window.ui = SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  layout: 'BaseLayout',
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  plugins: [${[filterPlugin, foldPlugin, tokenPlugin, errorsPlugin].join(',\n')}],
  onComplete: ${restoreToken},
});
`;
