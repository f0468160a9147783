"""Letters in pictures, Chinese as well as English: the captions of the local service, the labels of contact sheets."""
