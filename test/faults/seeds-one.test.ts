import { holdSeeds } from './support.ts';

holdSeeds(1, 250);
