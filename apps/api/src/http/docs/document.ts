import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../../version.js';
import { collectRoutes, type RouteFacts } from '../routes/route-facts.js';
import { completeDocument, documentedPath, operationKey } from './complete-document.js';
import { policyLanguage } from './policy-language.js';

const DESCRIPTION = `Coffer keeps secrets. Policies decide who may use them and deny by default; every use is audited.

Create the first administrator with the setup token that the server prints. Log in, then send the access token as
\`Authorization: Bearer <token>\`. In Swagger UI (\`/docs\`), press Authorize and paste the token. Errors are RFC 9457 problem details with a stable
\`code\`. Every \`GET\` also answers \`HEAD\`. Another method is answered by 405 (\`method_not_allowed\`) with \`Allow\`, a
request that does not arrive in time by 408 (\`request_timeout\`), an \`Expect\` that is not \`100-continue\` by 417
(\`expectation_failed\`), a head of more than 16 KiB by 431 (\`head_too_large\`), and a body with a \`Content-Encoding\`
by 415. Lists are \`{items, next_cursor}\`: only \`next_cursor: null\` means the end. Times are RFC 3339 in UTC.`;

/** In the order in which a new user needs them. */
const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Setup', 'The first administrator, once.'],
  ['Authentication', 'Register, log in, change or reset a password, and manage sessions.'],
  ['Secrets', 'Encrypted values with versions. Values are masked until they are revealed.'],
  ['Hand-over', 'Give a value to somebody without an account: a link that works a few times.'],
  [
    'Vault KV',
    'For clients of Vault: KV version 2 and what they ask for beside it. They send the token as `X-Vault-Token`. Errors are `{errors: []}`. With KV_API=off none of it is there.',
  ],
  ['Policies', policyLanguage()],
  ['Roles', 'Named sets of policies. Accounts are given roles.'],
  ['Users', 'The accounts of people.'],
  ['Identity providers', 'Who vouches for programs that have no key: CI systems and clusters, by signed tokens.'],
  ['Service accounts', 'The accounts of programs. They have roles like people, and no password.'],
  ['Audit', 'Records of who did what, when, and with which outcome.'],
  ['Second factors', 'Authenticator apps, codes by e-mail, and recovery codes.'],
  [
    'Sensitive data',
    'Personal data of an account: validated by its type, encrypted under a key of this account, private to it.',
  ],
  ['Entries', "Zero-knowledge records: ciphertext that only the owner's client can decrypt."],
  ['Tools', 'Helpers for every account, such as random passwords.'],
  ['Keys', 'The master key and the key rings: their state and rotation.'],
  ['Health', 'For load balancers and operators.'],
];

/** Builds the OpenAPI 3.1 document. The application may also be in preview mode, without engines. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Coffer')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('.', 'This server')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The `access_token` of a login, alone. Swagger UI keeps it until you close the tab or log out here.',
    })
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'coffer_sk_',
        description:
          'The key of a service account, alone. It is sent where a program may call. Swagger UI forgets it with a reload.',
      },
      'key',
    );
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const scanned = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: operationIdOf });
  return completeDocument(scanned, operationsOf(collectRoutes(app.get(ModulesContainer))));
}

/** `SecretsController`, `reveal` -> `secretsReveal`. */
function operationIdOf(controller: string, method: string): string {
  const name = controller.replace(/Controller$/, '');
  return `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}${method[0]?.toUpperCase() ?? ''}${method.slice(1)}`;
}

function operationsOf(routes: readonly RouteFacts[]): Map<string, RouteFacts> {
  const operations = new Map<string, RouteFacts>();
  for (const facts of routes) {
    for (const path of facts.paths) {
      operations.set(operationKey(facts.method, documentedPath(path)), facts);
    }
  }
  return operations;
}
