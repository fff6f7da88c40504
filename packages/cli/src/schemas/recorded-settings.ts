import { z } from 'zod';
import { configSchema } from '../config/config.js';

/** The settings of a run as its record has them. Open, where `configSchema` is strict: a later version may add some. */
export const settingsSchema = z.looseObject(configSchema.shape).describe('Every setting of the run.');
