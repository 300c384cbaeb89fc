import { holdSeeds } from './support.ts';

holdSeeds(201, 150);
