import { Controller, Delete, Get, HttpCode, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Costs, CurrentCaller, CursorCodec, IdParam, OwnAccount, PageQuery, Problems } from '#access';
import type { Caller } from '#kernel';
import { OwnSessions } from '../application/sessions/own-sessions.js';
import type { Session } from '../domain/session.js';
import { SessionPageResponse } from './dto/session.answers.js';
import { sessionResponse } from './session.presenter.js';

const LIST_ROUTE = 'auth/sessions';

@ApiTags('Authentication')
@ApiBearerAuth()
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: OwnSessions,
    private readonly cursors: CursorCodec,
  ) {}

  @Get()
  @Costs(5)
  @OwnAccount('auth:sessions', { beforeSecondFactor: true })
  @ApiOperation({ summary: 'List your sessions', description: 'Live sessions, newest first.' })
  @ApiOkResponse({ type: SessionPageResponse })
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<SessionPageResponse> {
    const present = (session: Session) => sessionResponse(session, caller.principal.credential);
    return this.cursors.page(caller, LIST_ROUTE, query, present, (before: string | null, limit) =>
      this.sessions.list(caller, before, limit),
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @OwnAccount('auth:session-end', { beforeSecondFactor: true })
  @Problems('not_found', 'conflict')
  @ApiOperation({
    summary: 'End one of your sessions',
    description:
      'Its tokens stop working at once, on other nodes within a second. You may end the session of this request.',
  })
  @ApiNoContentResponse({ description: 'The session has ended.' })
  async end(@CurrentCaller() caller: Caller, @IdParam('The id of the session.') id: string): Promise<void> {
    await this.sessions.end(caller, id);
  }

  @Delete()
  @HttpCode(204)
  @OwnAccount('auth:session-end', { beforeSecondFactor: true })
  @Problems('conflict')
  @ApiOperation({
    summary: 'End all your sessions',
    description:
      'This ends the session of this request too: log in again. All tokens stop working at once, on other nodes within a second.',
  })
  @ApiNoContentResponse({ description: 'All sessions have ended.' })
  async endAll(@CurrentCaller() caller: Caller): Promise<void> {
    await this.sessions.endAll(caller);
  }
}
