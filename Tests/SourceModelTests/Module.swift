// Tests of SourceModel.
