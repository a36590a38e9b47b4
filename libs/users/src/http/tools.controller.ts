import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, OwnAccount } from '#access';
import type { Caller } from '#kernel';
import { PasswordGeneration } from '../application/passwords/password-generation.js';
import { GeneratedPasswordResponse } from './dto/password.answers.js';
import { GeneratePasswordRequest } from './dto/password.requests.js';
import { generatedPasswordResponse } from './password.presenter.js';

@ApiTags('Tools')
@ApiBearerAuth()
@Controller('tools')
export class ToolsController {
  constructor(private readonly generation: PasswordGeneration) {}

  @Post('passwords')
  @HttpCode(200)
  @OwnAccount('tools:passwords', { programs: true })
  @ApiOperation({
    summary: 'Generate a random password',
    description:
      'All passwords of this length with at least one character of each class are equally likely. The server does not store it.',
  })
  @ApiOkResponse({ type: GeneratedPasswordResponse })
  async password(
    @CurrentCaller() caller: Caller,
    @Body() body: GeneratePasswordRequest,
  ): Promise<GeneratedPasswordResponse> {
    return generatedPasswordResponse(await this.generation.generate(caller, body.length, body.classes));
  }
}
