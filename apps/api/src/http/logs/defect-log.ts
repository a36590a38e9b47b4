import type { Logger } from 'pino';

/** Logs unexpected errors: their class and stack frames under the request's id, without their message. */
export class DefectLog {
  constructor(private readonly logger: Logger) {}

  write(error: unknown, requestId: string): void {
    this.logger.error({ err: error, request_id: requestId }, 'a request ended in an unexpected error');
  }
}
