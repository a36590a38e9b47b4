export const REDOC_PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Coffer API reference</title>
  <link rel="icon" type="image/png" href="docs/favicon-32x32.png">
</head>
<body>
  <div id="redoc"></div>
  <script src="redoc/redoc.standalone.js"></script>
  <script src="redoc/init.js"></script>
</body>
</html>
`;

export const REDOC_INIT = `Redoc.init(
  'openapi.json',
  { hideDownloadButton: false, schemasExpansionLevel: 3, jsonSamplesExpandLevel: 4, expandResponses: '200,201' },
  document.getElementById('redoc'),
);
`;
