import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentCaller, OwnAccount, Problems } from '#access';
import type { Caller } from '#kernel';
import { EmailVerification } from '../application/account/email-verification.js';
import { typedCode } from '../domain/second-factors/codes.js';
import { VerifyEmailRequest } from './dto/email.requests.js';
import { MessageResponse } from './dto/message.answers.js';

@ApiTags('Authentication')
@ApiBearerAuth()
@Controller('auth/email/verify')
export class EmailController {
  constructor(private readonly verification: EmailVerification) {}

  @Post('send')
  @HttpCode(202)
  @OwnAccount('auth:email-verify', { beforeSecondFactor: true })
  @AuthThrottle('email')
  @Problems('mail_not_configured', 'rate_limited')
  @ApiOperation({
    summary: 'Have a code mailed to your address',
    description:
      'The code is valid for 10 minutes and replaces the previous code. Nothing is mailed if the address is already verified.',
  })
  @ApiAcceptedResponse({ type: MessageResponse })
  async send(@CurrentCaller() caller: Caller): Promise<MessageResponse> {
    await this.verification.send(caller);
    return { message: 'If your address is not verified yet, a code was mailed to it.' };
  }

  @Post()
  @HttpCode(204)
  @OwnAccount('auth:email-verify', { beforeSecondFactor: true })
  @AuthThrottle('email')
  @Problems('invalid_code', 'email_taken', 'conflict')
  @ApiOperation({
    summary: 'Verify your address with the mailed code',
    description:
      'No other account can then verify the same address, and password resets are mailed to it. Changes nothing if the address is already verified.',
  })
  @ApiNoContentResponse()
  async verify(@CurrentCaller() caller: Caller, @Body() body: VerifyEmailRequest): Promise<void> {
    await this.verification.verify(caller, typedCode(body.code));
  }
}
