import { drawPage } from '../draw-page.tsx';
import { AskPage } from './ask.tsx';

drawPage(AskPage);
