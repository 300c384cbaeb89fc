import { holdSeeds } from './support.ts';

holdSeeds(251, 250);
