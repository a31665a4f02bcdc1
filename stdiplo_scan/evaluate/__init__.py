"""How good it is: the labelled development sets, run through the code of the stream formats."""
