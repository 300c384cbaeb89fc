import { holdSeeds } from './support.ts';

holdSeeds(10_001, 25);
