import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkModel } from '../../../../adapters/agents/direct/live-check.ts';
import { MODELS, type ModelService, NOTHING, PROVIDER_NAMES, startModelService } from './model-service.ts';

let service: ModelService;
beforeAll(async () => {
  service = await startModelService();
});
beforeEach(() => {
  service.mock.clearFixtures();
});
afterAll(() => service.close());

const never = new AbortController().signal;

describe('asking a model for one word', () => {
  for (const provider of PROVIDER_NAMES) {
    it(`says that ${provider} answers, and with which model`, async () => {
      service.mock.on({ userMessage: 'ok' }, { content: 'ok' });
      expect(await checkModel(service.options({ provider }), never)).toEqual({
        ok: true,
        model: `${provider}/${MODELS[provider]}`,
      });
    });

    it(`says what ${provider} refused`, async () => {
      service.mock.on({ predicate: () => true }, { error: { message: 'bad key' }, status: 401 });
      expect(await checkModel(service.options({ provider }), never)).toEqual({
        ok: false,
        model: `${provider}/${MODELS[provider]}`,
        reason: expect.stringMatching(/_API_KEY \(401\): bad key/),
      });
    });
  }

  it('asks the model that is named', async () => {
    service.mock.on({ model: 'llama-5' }, { content: 'ok' });
    expect(await checkModel(service.options(), never, 'compatible/llama-5')).toMatchObject({ ok: true });
  });

  it('calls nobody when nothing is set up', async () => {
    expect(await checkModel(NOTHING, never)).toMatchObject({ ok: false, model: null });
  });

  it('ends with its signal', async () => {
    service.mock.on({ predicate: () => true }, () => new Promise(() => undefined));
    const check = await checkModel(service.options({ provider: 'compatible' }), AbortSignal.timeout(30));
    expect(check).toMatchObject({ ok: false, reason: 'There was no answer in time.' });
  });
});
