package io.plumbline.retrain.study;

/**
 * One retraining of the last layer and what it did on pictures that nothing was learnt from.
 *
 * @param accuracy afterwards, 0 to 1
 * @param penalty chosen
 * @param confidence mean, 0 to 1
 * @param threshold of confidence below which it is unsure; 0 if none was proven
 * @param unsure share of pictures that it is unsure of, 0 to 1
 * @param wrongThough share of wrong answers among those that it is sure of, 0 to 1
 */
record Draw(double accuracy, double penalty, double confidence, double threshold, double unsure, double wrongThough) {}
