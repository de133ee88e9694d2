/** A review on the back end that calls a model's API itself, killed half-way. */
import { DIRECT } from './direct-subject.ts';
import { killedReview } from './whole-run.ts';

killedReview(DIRECT);
