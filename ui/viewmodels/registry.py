"""Which view-model belongs to which step; each is imported when its step is first entered."""

from importlib import import_module

from kiosk.workflow.steps import Step
from ui.viewmodels.base import StepModel

MODELS: dict[Step, str] = {
    Step.ATTRACT: "attract.AttractModel",
    Step.AGENT_SIGN_IN: "agent_sign_in.AgentSignInModel",
    Step.OUTLET: "outlet.OutletModel",
    Step.IDENTIFY: "identify.IdentifyModel",
    Step.HOME: "home.HomeModel",
    Step.DRAFT: "draft.DraftModel",
    Step.FIND: "find.FindModel",
    Step.GUIDE: "guide.GuideModel",
    Step.FORM: "form.FormModel",
    Step.MATERIALS: "materials.MaterialsModel",
    Step.REVIEW: "review.ReviewModel",
    Step.SIGN: "sign.SignModel",
    Step.DONE: "done.DoneModel",
    Step.CASES: "cases.CasesModel",
    Step.CASE: "case.CaseModel",
    Step.FAREWELL: "farewell.FarewellModel",
    Step.STAFF: "staff.StaffModel",
}


def model_class(step: Step) -> type[StepModel]:
    """The view-model of `step`."""
    module, name = MODELS[step].split(".")
    found: type[StepModel] = getattr(import_module(f"ui.viewmodels.{module}"), name)
    return found


def screen_file(step: Step) -> str:
    """The screen of `step`, from the QML folder on: `agent-sign-in` is `screens/AgentSignIn.qml`."""
    return "screens/" + "".join(part.capitalize() for part in step.value.split("-")) + ".qml"
