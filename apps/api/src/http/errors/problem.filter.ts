import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { Config } from '#config';
import { CofferError } from '#kernel';
import type { ApiReply, ApiRequest } from '../context/api-request.js';
import { RequestContexts } from '../context/request-context.js';
import { addSecurityHeaders } from '../headers.js';
import { DefectLog } from '../logs/defect-log.js';
import { idWords } from '../routes/id-words.js';
import { NearPaths } from '../routes/near-paths.js';
import { BODY_WITHOUT_TOKEN } from '../routes/route-facts.js';
import { RouteTable } from '../routes/route-table.js';
import { FailureRecorder } from './failure-recorder.js';
import { errorAnswer } from './problem.js';
import { translate } from './translate.js';

/** What is served beside the routes of controllers, unless API_DOCS is off. */
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
    private readonly config: Config,
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
      noRoute: () => this.routes.dialectOf(request)?.unknownPath(request.url) ?? this.paths().words(request.url),
    });
    if (!expected) this.defects.write(exception, context.requestId);
    if (reply.sent || reply.raw.headersSent) {
      // The answer was cut off. Without this, the client could take it for complete.
      reply.raw.destroy();
      return;
    }
    const recorded = await this.failures.recorded(request, error);
    this.send(this.withIdWords(recorded, request), request, reply);
  }

  /** The table of routes is complete only when the first request comes. */
  private paths(): NearPaths {
    this.near ??= new NearPaths([...this.routes.paths(), ...(this.config.http.docs ? DOCS : [])]);
    return this.near;
  }

  /** A 404 of a route that takes no names. One without a route has words of its own. */
  private withIdWords(error: CofferError, { params, route, facts }: ApiRequest): CofferError {
    if (error.code !== 'not_found' || facts?.takesName) return error;
    const words = idWords(route?.url, params, (path) => this.routes.at('GET', path) !== undefined);
    return words === '' ? error : new CofferError(error.code, `${error.message}${words}`, error.details);
  }

  private send(error: CofferError, request: ApiRequest, reply: ApiReply): void {
    const answer = errorAnswer(error, request.context.requestId, this.routes.dialectOf(request));
    addSecurityHeaders(reply);
    reply.code(answer.status).headers(answer.headers).send(answer.body);
  }
}
