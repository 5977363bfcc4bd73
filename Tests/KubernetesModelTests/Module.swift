// Tests of KubernetesModel.
