/** The environment variables of the models' vendors, under the vendors' own names. */
import { httpUrl, secret, text, token, type Variables, variable } from '../../runner/core/variables.ts';

const address = httpUrl(
  'is an http or https address such as http://127.0.0.1:11434/v1, without a user name, a password or a query',
);

export const MODEL_VARIABLES = {
  ANTHROPIC_API_KEY: secret(token, 'key of Anthropic’s models'),
  ANTHROPIC_BASE_URL: variable(address, 'address of Anthropic’s models', 'Anthropic’s own'),
  OPENAI_API_KEY: secret(token, 'key of OpenAI’s models'),
  OPENAI_BASE_URL: variable(address, 'address of OpenAI’s models', 'OpenAI’s own'),
  GOOGLE_GENERATIVE_AI_API_KEY: secret(token, 'key of Google’s models', '`GEMINI_API_KEY`'),
  GEMINI_API_KEY: secret(token, 'another name for the key of Google’s models'),
  GOOGLE_GEMINI_BASE_URL: variable(address, 'address of Google’s models', 'Google’s own'),
  OPENAI_COMPATIBLE_BASE_URL: variable(
    address,
    'any server that speaks OpenAI’s API, such as Ollama (`http://127.0.0.1:11434/v1`) or vLLM',
  ),
  OPENAI_COMPATIBLE_API_KEY: secret(token, 'the key of that server, if it asks for one'),
  ANTHROPIC_AUTH_TOKEN: secret(token, 'for Claude Code: a token in place of a key'),
  CLAUDE_CODE_OAUTH_TOKEN: secret(token, 'for Claude Code: the token of a subscription'),
  ANTHROPIC_CUSTOM_HEADERS: secret(text, 'for Claude Code: further headers of its requests'),
  CODEX_API_KEY: secret(token, 'for Codex: another name for its key'),
  OPENROUTER_API_KEY: secret(token, 'for OpenCode: key of OpenRouter’s models'),
} satisfies Variables;
