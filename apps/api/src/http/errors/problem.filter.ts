import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { CofferError } from '#kernel';
import type { ApiReply, ApiRequest } from '../context/api-request.js';
import { RequestContexts } from '../context/request-context.js';
import { addSecurityHeaders } from '../headers.js';
import { DefectLog } from '../logs/defect-log.js';
import { NearPaths } from '../routes/near-paths.js';
import { BODY_WITHOUT_TOKEN } from '../routes/route-facts.js';
import { RouteTable } from '../routes/route-table.js';
import { FailureRecorder } from './failure-recorder.js';
import { problemHeaders, problemOf } from './problem.js';
import { translate } from './translate.js';

/** What is served beside the routes of controllers. */
const DOCS = ['/docs', '/redoc', '/openapi.json'];

/** Answers every error as RFC 9457 problem details. First audits the failure if the caller is signed in. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private near: NearPaths | null = null;

  constructor(
    private readonly contexts: RequestContexts,
    private readonly failures: FailureRecorder,
    private readonly defects: DefectLog,
    private readonly routes: RouteTable,
  ) {}

  /** Never rejects, since no code above would catch it. */
  async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.answer(exception, http.getRequest<ApiRequest>(), http.getResponse<ApiReply>());
  }

  async answer(exception: unknown, request: ApiRequest, reply: ApiReply): Promise<void> {
    const context = this.contexts.open(request, reply);
    const { error, expected } = translate(exception, {
      bodyBytes: request.facts?.bodyBytes ?? BODY_WITHOUT_TOKEN,
      noRoute: () => this.paths().words(request.url),
    });
    if (!expected) this.defects.write(exception, context.requestId);
    if (reply.sent || reply.raw.headersSent) {
      // The answer was cut off. Without this, the client could take it for complete.
      reply.raw.destroy();
      return;
    }
    this.send(await this.failures.recorded(request, error), request, reply);
  }

  /** The table of routes is complete only when the first request comes. */
  private paths(): NearPaths {
    this.near ??= new NearPaths([...this.routes.paths(), ...DOCS]);
    return this.near;
  }

  private send(error: CofferError, request: ApiRequest, reply: ApiReply): void {
    const problem = problemOf(error, request.context.requestId);
    addSecurityHeaders(reply);
    reply.code(problem.status).headers(problemHeaders(error)).send(JSON.stringify(problem));
  }
}
