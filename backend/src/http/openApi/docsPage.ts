import express, { type Router } from 'express';
// The package's index would load the whole UI into this process.
import absolutePath from 'swagger-ui-dist/absolute-path.js';

const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
const fileAt = (file: string): string => `/docs/${file}`;

export const docsPaths = ['/docs', ...['start.js', ...files].map(fileAt)];

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>TinyGenesy API</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

// A separate file, because the content security policy forbids inline scripts.
const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });\n`;

/** Serves Swagger UI at /docs, from installed files only. */
export function docsPage(): Router {
  const router = express.Router();
  const dir = absolutePath();
  router.get('/docs', (_request, response) => void response.type('html').send(page));
  router.get(fileAt('start.js'), (_request, response) => void response.type('js').send(start));
  for (const file of files) router.get(fileAt(file), (_request, response) => response.sendFile(file, { root: dir }));
  return router;
}
