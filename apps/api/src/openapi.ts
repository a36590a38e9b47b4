import { writeFileSync } from 'node:fs';
import { buildDocument } from './http/docs/document.js';
import { previewApp } from './preview.js';

const [, , file = 'openapi.json'] = process.argv;
writeFileSync(file, `${JSON.stringify(buildDocument(await previewApp()), null, 2)}\n`);
