import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { CofferError } from '#kernel';
import type { ApiReply, ApiRequest } from '../context/api-request.js';
import { RequestContexts } from '../context/request-context.js';
import { addSecurityHeaders } from '../headers.js';
import { DefectLog } from '../logs/defect-log.js';
import { BODY_WITHOUT_TOKEN } from '../routes/route-facts.js';
import { FailureRecorder } from './failure-recorder.js';
import { problemHeaders, problemOf } from './problem.js';
import { translate } from './translate.js';

/** Answers every error as RFC 9457 problem details. First audits the failure if the caller is signed in. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly contexts: RequestContexts,
    private readonly failures: FailureRecorder,
    private readonly defects: DefectLog,
  ) {}

  /** Never rejects, since no code above would catch it. */
  async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.answer(exception, http.getRequest<ApiRequest>(), http.getResponse<ApiReply>());
  }

  async answer(exception: unknown, request: ApiRequest, reply: ApiReply): Promise<void> {
    const context = this.contexts.open(request, reply);
    const { error, expected } = translate(exception, request.facts?.bodyBytes ?? BODY_WITHOUT_TOKEN);
    if (!expected) this.defects.write(exception, context.requestId);
    if (reply.sent || reply.raw.headersSent) {
      // The answer was cut off. Without this, the client could take it for complete.
      reply.raw.destroy();
      return;
    }
    this.send(await this.failures.recorded(request, error), request, reply);
  }

  private send(error: CofferError, request: ApiRequest, reply: ApiReply): void {
    const problem = problemOf(error, request.context.requestId);
    addSecurityHeaders(reply);
    reply.code(problem.status).headers(problemHeaders(error)).send(JSON.stringify(problem));
  }
}
