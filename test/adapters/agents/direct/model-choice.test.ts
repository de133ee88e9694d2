import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../../../adapters/agents/direct/model-choice.ts';
import { addressOf, type DirectOptions, wireOf } from '../../../../adapters/agents/direct/options.ts';
import { accessTo, NOTHING } from './model-service.ts';

function withProviders(
  providers: Partial<DirectOptions['providers']>,
  provider: DirectOptions['provider'] = null,
): DirectOptions {
  return { ...NOTHING, providers: { ...NOTHING.providers, ...providers }, provider };
}

const key = accessTo(null);
const vendors = withProviders({ anthropic: key, openai: key, google: key });

describe('which provider a model belongs to', () => {
  for (const [asked, provider, model] of [
    ['anthropic/claude-opus-4-8', 'anthropic', 'claude-opus-4-8'],
    ['openai/gpt-5', 'openai', 'gpt-5'],
    ['google/gemini-2.5-pro', 'google', 'gemini-2.5-pro'],
    ['claude-haiku-4-5', 'anthropic', 'claude-haiku-4-5'],
    ['gpt-5-mini', 'openai', 'gpt-5-mini'],
    ['o3-mini', 'openai', 'o3-mini'],
    ['gemini-2.5-flash', 'google', 'gemini-2.5-flash'],
    ['OpenAI/ft:gpt-4o:acme', 'openai', 'ft:gpt-4o:acme'],
  ] as const) {
    it(`sends ${asked} to ${provider}`, () => {
      expect(chooseModel(vendors, asked)).toEqual({ type: 'chosen', provider, model });
    });
  }

  it('sends a name of no known family to the compatible server', () => {
    const options = withProviders({ anthropic: key, compatible: accessTo('http://localhost:11434') });
    expect(chooseModel(options, 'qwen3:8b')).toEqual({
      type: 'chosen',
      provider: 'compatible',
      model: 'qwen3:8b',
    });
  });

  it('keeps a slash that is part of the name', () => {
    const options = withProviders({ compatible: accessTo('http://localhost:8000/v1') });
    const whole = { type: 'chosen', provider: 'compatible', model: 'meta-llama/Llama-4' };
    expect(chooseModel(options, 'meta-llama/Llama-4')).toEqual(whole);
    expect(chooseModel(options, 'compatible/meta-llama/Llama-4')).toEqual(whole);
  });

  for (const name of ['anything', 'claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5', 'gpt-5', 'a/b/c']) {
    it(`sends ${name} whole to an OpenAI address that is not OpenAI's, when there is nothing else`, () => {
      const options = withProviders({ openai: accessTo('http://127.0.0.1:4010/v1') });
      expect(chooseModel(options, name)).toEqual({ type: 'chosen', provider: 'openai', model: name });
    });
  }

  it('refuses a name of no known family when only vendors are set up, and says how to write it', () => {
    expect(chooseModel(vendors, 'qwen3')).toMatchObject({
      type: 'refused',
      code: 'no_model',
      message: expect.stringContaining('anthropic/…'),
    });
  });

  it('refuses a model whose vendor has no key, and names the variable', () => {
    const options = withProviders({ anthropic: key });
    expect(chooseModel(options, 'gpt-5')).toMatchObject({
      type: 'refused',
      code: 'auth',
      message: expect.stringContaining('OPENAI_API_KEY'),
    });
  });
});

describe('the model when none is named', () => {
  it('is the usual one of the first provider that is set up', () => {
    expect(chooseModel(withProviders({ openai: key, google: key }), undefined)).toMatchObject({
      provider: 'openai',
      model: expect.stringMatching(/^gpt-/),
    });
  });

  it('is the configured one of the configured provider', () => {
    const options = withProviders({ openai: key, google: accessTo(null, 'gemini-x') }, 'google');
    expect(chooseModel(options, ' ')).toEqual({ type: 'chosen', provider: 'google', model: 'gemini-x' });
  });

  it('is refused for a server that has no usual one', () => {
    const options = withProviders({ compatible: accessTo('http://localhost:11434') });
    expect(chooseModel(options, undefined)).toMatchObject({
      type: 'refused',
      message: expect.stringContaining('--model'),
    });
  });

  it('is refused without any provider, and the refusal names what to set', () => {
    expect(chooseModel(NOTHING, undefined)).toMatchObject({
      code: 'auth',
      message: expect.stringMatching(/ANTHROPIC_API_KEY.*OPENAI_COMPATIBLE_BASE_URL/),
    });
  });
});

describe('where requests go', () => {
  for (const [provider, given, address] of [
    ['anthropic', null, 'https://api.anthropic.com/v1'],
    ['anthropic', 'http://127.0.0.1:4010', 'http://127.0.0.1:4010/v1'],
    ['anthropic', 'https://gateway.example/anthropic/', 'https://gateway.example/anthropic/v1'],
    ['anthropic', 'https://gateway.example/v1/', 'https://gateway.example/v1'],
    ['google', 'http://127.0.0.1:4010/', 'http://127.0.0.1:4010/v1beta'],
    ['google', 'http://127.0.0.1:4010/v1beta', 'http://127.0.0.1:4010/v1beta'],
    ['openai', 'http://127.0.0.1:4010/v1', 'http://127.0.0.1:4010/v1'],
    ['openai', 'https://gateway.example/openai', 'https://gateway.example/openai'],
    ['compatible', 'http://localhost:11434', 'http://localhost:11434/v1'],
  ] as const) {
    it(`takes ${given ?? 'no address'} for ${provider} as ${address}`, () => {
      expect(addressOf(provider, accessTo(given))).toBe(address);
    });
  }

  it('speaks the Responses API at OpenAI and chat completions anywhere else', () => {
    expect(wireOf(accessTo(null))).toBe('responses');
    expect(wireOf(accessTo('https://api.openai.com/v1/'))).toBe('responses');
    expect(wireOf(accessTo('http://localhost:8000/v1'))).toBe('chat');
  });

  it('speaks what is configured before all', () => {
    expect(wireOf({ ...accessTo('http://localhost:8000/v1'), wire: 'responses' })).toBe('responses');
  });
});
