import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentCaller, OwnAccount, Problems } from '#access';
import type { Caller } from '#kernel';
import { EmailChange } from '../application/account/email-change.js';
import { typedCode } from '../domain/second-factors/codes.js';
import { ChangeEmailRequest, VerifyEmailRequest } from './dto/email.requests.js';
import { MessageResponse } from './dto/message.answers.js';

/** The address gets password resets: a change of it needs a fresh session, and a second factor if there is one [R26]. */
@ApiTags('Authentication')
@ApiBearerAuth()
@Controller('auth/email/change')
export class EmailChangeController {
  constructor(private readonly changes: EmailChange) {}

  @Post()
  @HttpCode(202)
  @OwnAccount('auth:email-change', { fresh: true })
  @AuthThrottle('email')
  @Problems('mail_not_configured', 'rate_limited')
  @ApiOperation({
    summary: 'Ask to change your e-mail address',
    description:
      'A code is mailed to the new address, and a notice to the old one if that is verified. The old one stays until you send the code back, within 10 minutes. The answer does not tell whether somebody uses the new address. If you have a second factor that counts, show it within 5 minutes before.',
  })
  @ApiAcceptedResponse({ type: MessageResponse })
  async ask(@CurrentCaller() caller: Caller, @Body() body: ChangeEmailRequest): Promise<MessageResponse> {
    await this.changes.ask(caller, body.email);
    return { message: 'If this is not your verified address already, a code was mailed to it.' };
  }

  @Post('confirm')
  @HttpCode(204)
  @OwnAccount('auth:email-change', { fresh: true })
  @AuthThrottle('email')
  @Problems('invalid_code', 'email_taken', 'conflict')
  @ApiOperation({
    summary: 'Change your e-mail address with the mailed code',
    description:
      'The new address is verified at once. Ends all your other sessions if the old address was verified, and a mail tells its reader. Codes by e-mail as a second factor go on to the address that you enrolled.',
  })
  @ApiNoContentResponse()
  async confirm(@CurrentCaller() caller: Caller, @Body() body: VerifyEmailRequest): Promise<void> {
    await this.changes.confirm(caller, typedCode(body.code));
  }
}
